"""Recordings, voices and takes on disk.

Overview
--------
`Library(folder)` (library.py) opens one and is the interface to everything else. Errors for the person at the screen
are `LibraryError` (errors.py; an OSError and a ValueError whose text is a sentence) and `AudioError`.

Never lost
    `Library.strangers()` returns sound files in the folders that the database does not list; `adopt(path)` lists one
    and returns a Recording or a Take. Only files that the database marks as deleted are removed. `Library.problem`
    describes damage and how it was repaired.
Two programs
    `refresh()` takes in changes by other programs, and returns the ids of new or changed recordings. Without changes it
    costs three look-ups, so it may be called from a timer. Objects in `recordings` and `takes` change in place.
Made voices
    `add_voice(voice)`, `import_voice(path)` (a .voice file), `export_voice(id, path)`. They are `Recording`s with
    `.made` true: they have no sound, so `path`, `read_recording` and `region` are refused; everything else (rename,
    tags, delete, undo, `voice(id)`, `embeddings()`) works as for recordings. A group is written by
    `exporting.export_voices`, which returns the files that are in the way.
Consent
    `Recording.consent` and `.consent_note` (`change(id, consent="agreed", consent_note="…")`), `Voice.consent`: None
    (nobody has been asked), "sample", "own" or "agreed". `voice.common_consent` returns the consent of a blend.
Unusable recordings
    `unlearnt()` returns the recordings still to be analysed; `refuse(id, reason)` records that one is unusable, which
    is `Recording.refused` from then on. `import_files(paths)` returns all refused files, not only the first.
Adapted voices
    `keep_adapted(id, vectors, synthesizer)` stores the result of `Cloner.adapt`; `voice(id).adapted` is available from
    then on, and `Cloner.adapt` uses it if the weights are the same (`cloner.synthesizer.identity`).
Takes
    `add_take` keeps no arrays in memory; `read_take` returns a complete copy. `Take.unfinished` marks one that was
    cancelled.
History
    `history(voice)` returns what was made in a voice as a list of `Entry`; `add_take` adds to it, and so does `note`
    when a take is exported, and `log` with anything that is not a take. `log.add(folder, entries)` adds to the history
    of a library that is not open, for the commands. Entries are never removed, even if the take is deleted.
"""
