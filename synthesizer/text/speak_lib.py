"""Binding of the three functions of espeak-ng's speak_lib.h that convert text to phonemes.

A Python wrapper such as phonemizer's loads a copy of the library from a temporary folder, which is left behind if the
process is killed, and takes half a second; espeak-ng itself is ready in 2 ms.
"""

import ctypes

_SYNCHRONOUS, _DO_NOT_EXIT = 2, 0x8000  # no sound output; report missing data instead of ending the process
_UTF8, _IPA, _TIE = 1, 0x02, 0x80
SEPARATOR, TIE = "_", "͡"  # between phonemes; between the characters of one phoneme


class _Voice(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("languages", ctypes.c_char_p), ("identifier", ctypes.c_char_p),
                ("gender", ctypes.c_ubyte), ("age", ctypes.c_ubyte), ("variant", ctypes.c_ubyte),
                ("reserved", ctypes.c_ubyte), ("score", ctypes.c_int), ("spare", ctypes.c_void_p)]


class SpeakLibrary:
    """The loaded espeak-ng library: one per process, for use by one thread at a time.

    Parameters
    ----------
    library : str
        Path of the shared library.
    data : str
        Path of its folder espeak-ng-data.

    Raises
    ------
    OSError
        If the library cannot be loaded.
    RuntimeError
        If it does not find its data.
    """

    def __init__(self, library: str, data: str):
        self._library = ctypes.CDLL(library)
        self._library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        self._library.espeak_SetVoiceByProperties.argtypes = [ctypes.POINTER(_Voice)]
        self._library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if self._library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _DO_NOT_EXIT) <= 0:
            raise RuntimeError(f"espeak-ng cannot use its data in {data}")

    def set_voice(self, language: str) -> None:
        """Select espeak-ng's preferred voice for a language code such as "en-us"; raise RuntimeError if none exists."""
        if self._library.espeak_SetVoiceByProperties(ctypes.byref(_Voice(languages=language.encode()))):
            raise RuntimeError(f"espeak-ng has no voice for {language}")

    def text_to_phonemes(self, text: str, tie: bool = False) -> str:
        """Return a text's IPA: phonemes joined by SEPARATOR or, with `tie`, only TIE within them; clauses by spaces."""
        mode = _IPA | _TIE | ord(TIE) << 8 if tie else _IPA | ord(SEPARATOR) << 8
        rest, clauses = ctypes.c_char_p(text.encode()), []
        while rest.value is not None:  # each call reads a clause and moves on
            clauses.append(self._library.espeak_TextToPhonemes(ctypes.byref(rest), _UTF8, mode).decode())
        return " ".join(filter(None, clauses))
