"""Which language a text is written in, as far as a warning needs it."""

import re
import unicodedata

# The commonest words, and letters that English has not. Words that are also English ("die", "in", "no") are left out.
WORDS = {
    "English": "the and of to is that it was for with as his they be at this have from or had by but what were we when "
               "your can said there use each which she do how their if will up other about out many then them these so "
               "some her would make like him into has look more go see are you i he my not good morning",
    "Spanish": "el la los las de que y en un una es por con para su al lo como más pero sus le ya este sí porque esta "
               "cuando muy sin sobre también hasta hay donde quien desde todo nos ni ese eso está buenos buenas días "
               "hola gracias yo tú qué señor",
    "German": "der und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es werden aus hat dass "
              "sie nach wird bei einer um noch wie einem über einen so zum haben nur oder aber vor zur bis mehr durch "
              "ich wir ihr kein guten morgen heute sehr",
    "French": "le la les des et un une du est que dans pour qui sur au pas plus par ce il elle nous vous je ne se son "
              "avec tout mais sont cette aux été bonjour très où ou leur même comme être fait merci",
    "Italian": "il lo gli di che è un una per con non sono del della dei nel alla si le da più anche come ma questo "
               "quando molto ho ha buongiorno grazie perché cosa tutto sua suo noi",
    "Portuguese": "o os um uma de que e em para com não por mais dos das ao como mas foi ele ela seu sua ou quando "
                  "muito já está também só pelo pela isso bom dia obrigado você são",
    "Dutch": "de het een en van ik te dat niet zijn op aan met voor hij er om maar dan zou ze wat mijn dit zo door "
             "over bij ook heeft uit goedemorgen geen nog wel deze",
}
LETTERS = {"Spanish": "ñ¿¡", "German": "äöüß", "French": "çœêèûë", "Portuguese": "ãõ"}
SCRIPTS = {"CYRILLIC": "Russian", "GREEK": "Greek", "ARABIC": "Arabic", "HEBREW": "Hebrew", "DEVANAGARI": "Hindi",
           "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean", "CJK": "Chinese", "THAI": "Thai"}
MARGIN = 2  # words, or letters, by which another language must lead


def foreign_language(text: str) -> str:
    """Return the name of the language of a text that is not English, or an empty string.

    It counts the commonest words of some languages and letters of their own; what is too short to tell is English.
    """
    scripts = [SCRIPTS[script] for character in text if character.isalpha() and not character.isascii()
               if (script := unicodedata.name(character, "").split(" ")[0].split("-")[0]) in SCRIPTS]
    if len(scripts) > sum(character.isascii() and character.isalpha() for character in text):
        return "Japanese" if "Japanese" in scripts else max(set(scripts), key=scripts.count)
    words = re.findall(r"[^\W\d_]+", text.casefold())
    found = {language: sum(word in known for word in words) for language, known in _known().items()}
    for language, letters in LETTERS.items():
        found[language] += sum(text.casefold().count(letter) for letter in letters)
    best = max(found, key=lambda language: found[language])
    return best if found[best] >= found["English"] + MARGIN else ""


def _known():
    return {language: frozenset(words.split()) for language, words in WORDS.items()}
