"""Recordings, voices and takes on disk.

For those who build on it
-------------------------
`Library(folder)` (library.py) opens one; everything else is behind it. Errors for the person at the screen are
`LibraryError` (errors.py; an OSError and a ValueError whose text is a sentence) and `AudioError`.

Never lost
    `Library.strangers()` returns sound files in the folders that the database does not list; `adopt(path)` lists one
    and returns a Recording or a Take. Nothing is removed but what the database marks. `Library.problem` says what was
    damaged and how it was mended.
Two programs
    `refresh()` takes in what others did, and returns ids of recordings that are new or changed. It costs three look-ups
    when there is nothing, so that it may be called from a timer. Objects in `recordings` and `takes` change in place.
Made voices
    `add_voice(voice)`, `import_voice(path)` (a .voice file), `export_voice(id, path)`. They are `Recording`s with
    `.made` true: no sound, so `path`, `read_recording` and `region` are refused; all else (rename, tags, delete, undo,
    `voice(id)`, `embeddings()`) works as it does for recordings. A group is written by `exporting.export_voices`, which
    returns the files that are in the way.
Consent
    `Recording.consent` and `.consent_note` (`change(id, consent="agreed", consent_note="…")`), `Voice.consent`: None
    (nobody has been asked), "sample", "own" or "agreed". `voice.common_consent` says what holds for a blend.
What cannot be learnt
    `unlearnt()` returns the recordings to listen to; `refuse(id, reason)` remembers that one is no use, which is
    `Recording.refused` from then on. `import_files(paths)` returns all that was refused, not only the first.
Adapted voices
    `keep_adapted(id, vectors, synthesizer)` keeps what `Cloner.adapt` found; `voice(id).adapted` is
    there from then on, and `Cloner.adapt` takes it if the weights are the same (`cloner.synthesizer.identity`).
Takes
    `add_take` keeps no arrays in memory; `read_take` returns a filled copy. `Take.unfinished` marks one that was
    cancelled in the middle.
What was made
    `history(voice)` returns what was made in whose voice, an `Entry` each; `add_take` adds to it, and so does `note`
    when a take is exported, and `log` with what is no take. `log.add(folder, entries)` adds to the history of a
    library that is not open, for the commands. Nothing is removed from it: what was deleted is still known to have
    been made.
"""
