"""Speaking sentences: a whole text, subtitles, another text or seed for one of them, another pronunciation."""

import random
from dataclasses import replace

from toolbox.core.cloning.speech import Manner
from toolbox.core.library.records import new_id
from toolbox.core.script.enclosing import enclosed, enclosing, kept_language
from toolbox.core.workshop.adoption import merged, sentences_of
from toolbox.core.workshop.project import Sentence, SentenceTake
from toolbox.ui.words import tr

SEEDS = 1_000_000


class Saying:
    """Turns texts into the project's sentences and their takes.

    Parameters
    ----------
    workshop : Workshop
    """

    def __init__(self, workshop):
        self.workshop, self.session = workshop, workshop.session

    def adopt(self, take, name=""):
        """Turn a library take into the project's sentences, as a step.

        Sentences whose text was there before keep their earlier takes; those that were edited by hand after the take
        was made are rendered again. A take without words is ignored.

        Parameters
        ----------
        take : Take
            With its arrays.
        name : str
            The step's name; "clone" by default.
        """
        workshop, casting = self.workshop, self.workshop.casting
        adopted = sentences_of(take, casting.names(), casting.recordings)
        if not adopted.sentences:
            return
        sentences, sounds = merged(workshop.project.sentences, adopted.sentences), adopted.sounds
        new = [s for s in sentences if s.take.id in sounds]
        for sentence in new:
            if (wav := sounds[sentence.take.id]) is not None:
                workshop.sounds.keep(sentence.take, wav, take.rate)
        workshop.change(name or tr("clone"), replace(workshop.project, text=adopted.text, sentences=sentences))
        workshop.listening.listen_soon([s.id for s in sentences])
        for sentence in new:
            if sounds[sentence.take.id] is None:
                workshop.rendering.restore(sentence.id, sentence.take)

    def say_cues(self, cues):
        """Speak subtitles at their times, as the project's sentences; those that do not fit are reported."""
        session, casting = self.session, self.workshop.casting
        text = "\n".join(f"[{cue.voice}] {cue.text}" if cue.voice else cue.text for cue in cues)
        if not casting.may_speak([*casting.recordings_in(text), *session.chosen]):
            return
        cast, voice = casting.manners(text), session.voice()
        if voice is None and any(cue.voice not in cast for cue in cues):
            session.noticed.emit("warn", tr("Select a voice on the left or on the map first."), "", "")
            return
        cast[""] = Manner(voice or cast[cues[0].voice].voice)
        chosen = tuple(session.chosen)
        job = session.engine.submit("say_cues", tr("Saying the subtitles"), cast=cast, cues=cues, seed=0,
                                    dictionary=self.workshop.own_words())
        job.done.connect(lambda made: self._cues_said(text, cues, chosen, *made))
        self.workshop.watch(job)

    def say_again(self, ids, seed=None):
        """Speak sentences again, each with another seed; edits by hand are kept."""
        for sentence_id in ids:
            sentence = self.workshop.sentence_of(sentence_id)
            seed_now = random.randrange(SEEDS) if seed is None else seed
            if sentence.take is not None and sentence.take.edited:
                take = replace(sentence.take, id=new_id(), seed=seed_now, lost=None, starred=False, source=None)
                self.workshop.change(tr("say again"), self.workshop.project.changed(sentence.with_take(take)))
                rendering = self.workshop.rendering
                (rendering.render if len(ids) == 1 else rendering.restore)(sentence_id, take)
            else:
                self._say(sentence, sentence.text, seed_now, play=len(ids) == 1)

    def say_text(self, sentence_id, text):
        """Replace a sentence by another text, and speak it; an empty text deletes the sentence."""
        sentence = self.workshop.sentence_of(sentence_id)
        if not text.strip():
            project = self.workshop.project
            sentences = tuple(s for s in project.sentences if s.id != sentence_id)
            self.workshop.change(tr("delete a sentence"), replace(project, sentences=sentences))
        elif text != sentence.text:
            self._say(sentence, text, sentence.take.seed if sentence.take else 0)

    def respell(self, word, symbols, marked=False):
        """Speak a word of the sentence in the editor with other symbols; `marked` also writes them into the text."""
        sentence = self.workshop.sentence
        take = sentence.take
        if (voice := self.workshop.casting.voice_of(take)) is None:
            return
        job = self.session.engine.submit("respell", tr("Saying the word"), quiet=True, voice=voice, word=word,
                                         symbols=symbols, original=take.original, edited=take.reading,
                                         pitch_shift=take.pitch, seed=take.seed, begin=take.begin,
                                         liveliness=take.liveliness, text=sentence.whole if marked else "",
                                         voices=self.workshop.casting.names())
        job.done.connect(lambda made: self._respelled(sentence.id, take, *made))
        self.workshop.watch(job)

    def _say(self, sentence, text, seed, play=True):
        """Speak a text in place of a sentence, in the marks around it and, unless it names another, in its language."""
        session, casting, take = self.session, self.workshop.casting, sentence.take
        said = enclosed(text, sentence.around)
        cast = casting.manners(said)
        if not casting.may_speak([*casting.recordings_in(said), *casting.recordings(sentence.role), *session.chosen]):
            return
        role = cast.get(sentence.role) or casting.manners(f"[{sentence.role}] x").get(sentence.role)
        voice = session.voice() or (casting.voice_of(take) if take else None)
        if role is None and voice is None:
            session.noticed.emit("warn", tr("Select a voice on the left or on the map first."), "", "")
            return
        speed, pitch = (take.speed, take.pitch) if take else (1.0, 0.0)
        manner = role or Manner(voice, speed, pitch, liveliness=take.liveliness if take else 1.0)
        cast[""] = replace(manner, language=manner.language or (
            kept_language(sentence.whole, take.reading.language) if take else None))
        recordings = casting.recordings(sentence.role) if role else tuple(session.chosen)
        project = self.workshop.project
        job = session.engine.submit("say_sentence", tr("Saying a sentence"), quiet=True, cast=cast, text=said,
                                    seed=seed, dictionary=self.workshop.own_words(),
                                    begin=project.seconds_before(project.place(sentence.id)))
        job.done.connect(lambda made: self._said(sentence.id, text, made, recordings, speed, pitch, play))
        self.workshop.watch(job)

    def _said(self, sentence_id, text, made, recordings, speed, pitch, play):
        workshop, casting = self.workshop, self.workshop.casting
        place = workshop.project.place(sentence_id)
        if place is None or not made:
            return
        old, sentences = workshop.project.sentences[place], []
        said, before = enclosed(text, old.around), len(old.around[0])
        places = [(max(begin, before), end) for *_, spoken in made for begin, end in [spoken.written]]
        around = [old.around] if len(made) == 1 else enclosing(said, places, casting.names())
        for number, (wav, mel, spoken) in enumerate(made):
            take = SentenceTake.of(spoken, recordings if len({s.voice for *_, s in made}) == 1
                                   else casting.recordings(spoken.voice), speed, pitch)
            workshop.sounds.keep(take, wav, self.session.rate, mel)
            written = text if len(made) == 1 else text[places[number][0] - before: places[number][1] - before]
            if number == 0 and written == old.text:
                sentences.append(old.with_take(take))
            else:
                sentences.append(Sentence(old.id if number == 0 else new_id(), written, old.role,
                                          old.pause if number + 1 == len(made) else spoken.pause, (take,), 0,
                                          around[number]))
        whole = workshop.project.changed(replace(old, text=text))
        workshop.change(tr("say again") if text == old.text else tr("change a sentence"), replace(
            whole, sentences=(*whole.sentences[:place], *sentences, *whole.sentences[place + 1:])))
        if play:
            workshop.sounds.play_new(sentences[0].id)
        workshop.listening.listen_soon([s.id for s in sentences])

    def _cues_said(self, text, cues, chosen, parts, warnings):
        workshop, made = self.workshop, []
        for number, part in enumerate(parts):
            cue, spoken = cues[part.line], part.spoken
            end = spoken.begin + spoken.seconds
            pause = parts[number + 1].spoken.begin - end if number + 1 < len(parts) else 0.0
            recordings = workshop.casting.recordings(cue.voice) or chosen
            take = SentenceTake.of(spoken, recordings, spoken.reading.speed, 0.0)
            workshop.sounds.keep(take, part.wav, self.session.rate)
            made.append(Sentence(new_id(), part.text, cue.voice, max(0.0, pause), (take,), 0))
        workshop.change(tr("say subtitles"), replace(workshop.project, text=text, sentences=tuple(made),
                                                     lead=parts[0].spoken.begin))
        if warnings:
            self.session.noticed.emit("warn", warnings[0] if len(warnings) == 1 else tr(
                "{count} subtitles do not fit their time even when spoken faster; shorten them.", len(warnings)),
                "\n".join(warnings), "")
        workshop.listening.listen_soon([s.id for s in made])

    def _respelled(self, sentence_id, take, wav, mel, spoken, plan, text):
        workshop, sentence = self.workshop, self.workshop.sentence_of(sentence_id)
        if sentence is None:
            return
        new = replace(take, id=new_id(), reading=spoken.reading, original=plan, seconds=spoken.seconds, cut=spoken.cut,
                      lost=None, respelt=True)
        workshop.sounds.keep(new, wav, self.session.rate, mel)
        sentence = sentence.replacing(new)
        if text:  # within the marks around it
            begin = len(sentence.around[0])
            text = text[begin: len(text) - (len(sentence.whole) - begin - len(sentence.text))]
        workshop.change(tr("change a pronunciation"), workshop.project.changed(
            replace(sentence, text=text or sentence.text)))
        workshop.sounds.play_new(sentence_id)
        workshop.listening.listen_soon([sentence_id])
