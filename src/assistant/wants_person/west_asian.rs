//! Turkish and Arabic. Folding leaves the Turkish `ı` and takes the dots and hooks.

use super::Speech;

pub(super) const TURKISH: Speech = Speech {
    guards: &[
        r"\b(?:sen|siz|bu) (?:gercek |bir |insan |gercekten )*(?:insan|bot|robot|kisi)(?:mi|mı)?s[iı]n[^|]*|\b(?:insan|bot|robot) m[iı]s[iı]n\w*[^|]*",
        r"\b(?:insan|temsilci|yetkili|kisi)\w* (?:istemiyorum|gerek yok|lazim degil|lazım degil|ihtiyac\w* yok)\b",
        r"\b(?:moderator|admin|yetkili|mod) (?:nasıl |nasil )?ol\w*",
    ],
    requests: &[
        r"\b(?:gercek |canlı |canli |bir |insan |musteri )*(?:insan\w*|kisi\w*|temsilci\w*|yetkili\w*|operator\w*|destek\w*|moderator\w*|admin\w*|birisi\w*|biri\w*|calısan\w*|gorevli\w*|hizmet\w*) (?:ile |le |la |ekibiyle |birine |e |a )*(?:gorusmek|konusmak|gorusebilir|konusabilir|baglan\w*|bagla\w*|aktar\w*|iletisime|yonlendir\w*|istiyorum|cagır\w*|cagir\w*|lazım|lazim|gorusme|konusayım|konusayim|verin|ver)\b",
        r"(?:^|\|) (?:lutfen |canlı |canli |gercek |musteri )*(?:temsilci|musteri temsilcisi|insan|canlı destek|canli destek|yetkili|operator|gercek insan|gercek kisi)(?: lutfen| istiyorum)* ?(?:\||$)",
    ],
};

pub(super) const ARABIC: Speech = Speech {
    guards: &[
        r"(?:هل )?(?:انت|أنت|انتم) (?:شخص|انسان|إنسان|بوت|روبوت|بشر)[^|]*",
        r"(?:لا|ما) (?:احتاج|أحتاج|اريد|أريد|ابغى|ابي) (?:الى |إلى )?(?:شخص|انسان|إنسان|موظف)[^|]*",
        r"(?:اصبح|أصبح|اصير|أصير|اكون|أكون) (?:مشرف|ادمن|مدير)[^|]*",
    ],
    requests: &[
        r"(?:اتحدث|أتحدث|التحدث|اتكلم|أتكلم|التكلم|اكلم|أكلم|التواصل|اتواصل|أتواصل|حولني|حولوني|تحويلي|وصلني|وصلوني|اوصلني) (?:مع |الى |إلى |الي |ل|ب)*(?:احد |أحد |ال)?(?:شخص|انسان|إنسان|موظف|ممثل|مشرف|بشر|الدعم|دعم|خدمة|حد|مسؤول|ادمن|وكيل)\S*",
        r"(?:اريد|أريد|ابي|ابغى|أبغى|عايز|احتاج|أحتاج|بدي|ممكن) (?:التحدث |اتكلم |أتكلم |مع |الى |إلى )*(?:شخص|انسان|إنسان|موظف|ممثل|مشرف|بشري|مندوب|ادمن|مسؤول)\S*",
        r"(?:^|\|) (?:موظف|انسان|إنسان|شخص حقيقي|ممثل خدمة العملاء|خدمة العملاء|مشرف)(?: من فضلك| لو سمحت)* ?(?:\||$)",
    ],
};
