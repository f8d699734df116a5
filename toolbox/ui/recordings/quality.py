"""The quality of a recording in words."""

from dataclasses import replace

from PySide6.QtCore import QT_TR_NOOP

from toolbox.ui.words import tr

SECONDS = 10.0  # of the recording in progress that are measured
ENOUGH = 60.0  # seconds of speech assumed during recording, where the amount is shown beside the warning
WORDS = {
    "speech": QT_TR_NOOP("{amount:.0f} more seconds of speech would help most."),
    "clipping": QT_TR_NOOP("It is too loud and clips; turn the microphone down."),
    "music": QT_TR_NOOP("Music can be heard; record without it, or clean the recording."),
    "noise": QT_TR_NOOP("It is noisy; move closer to the microphone, or clean the recording."),
    "echo": QT_TR_NOOP("The room echoes; move closer to the microphone, or clean the recording."),
    "narrow": QT_TR_NOOP("High frequencies are missing, as on a telephone; another microphone would help."),
    "good": QT_TR_NOOP("It is a good reference."),
}


def sentence(quality, advice):
    """Return a recording's measured quality, and what would improve it most."""
    measured = tr("{speech:.0f} s of speech, noise {snr:.0f} dB below it, reverberation {t60:.1f} s, bandwidth "
                  "{band:.0f} kHz", speech=quality.speech, snr=quality.snr, t60=quality.t60,
                  band=quality.bandwidth / 1000)
    return f"{measured}. {tr(WORDS[advice.kind], amount=advice.amount)}"


def warning(quality):
    """Return the worst defect of a recording in progress, in English; empty if there is none."""
    from toolbox.core.people.meter import advise

    kind = advise(replace(quality, speech=ENOUGH)).kind
    return WORDS[kind] if kind != "good" else ""
