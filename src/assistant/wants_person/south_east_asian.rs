//! Filipino (with its English), Indonesian and Malay, Vietnamese, Thai.

use super::Speech;

pub(super) const FILIPINO: Speech = Speech {
    guards: &[
        r"\b(?:tao|bot|robot|ai|totoong tao|staff|admin) (?:ka|kayo|po|ba|po ba|ka ba|ba ito|ba to)(?: ba| po| talaga)* ?(?:o [^|]*|\||$)|\b(?:ikaw|kayo|ito) (?:ba )?(?:ay )?(?:tao|bot|robot)\b[^|]*",
        r"\b(?:hindi|di|ayaw|ayoko|huwag|wag|no need)(?: ko| na| naman| po| muna)*(?: kailangan| kelangan| gusto)*(?: ko| na| po)* ?(?:ng|na|ang|ng mga|sa|makausap ang|makipag usap sa)? ?(?:tao|staff|agent|admin|mod|live agent|human)\b[^|]*",
        r"\b(?:maging|mag apply|magapply|mag aapply|paano maging) (?:bilang |na |as |isang )*(?:moderator|mod|admin|staff|agent)\b[^|]*",
        r"\b(?:kahapon|kanina|nakausap|nakausap ko|kinausap) [^|]*(?:staff|agent|admin|tao|support|mod)\b[^|]*",
        r"\b(?:naghahanap|hanap|sino|ilan|ilang|kailangan) [^|]*(?:kalaro|ka duo|kasama|maglaro|makalaro|laro|ka team)\b[^|]*|\bilang tao\b[^|]*",
        r"\b(?:sinong|anong|sino ang|ano ang) (?:mga |pinaka\w* |best )*(?:agent|admin|mod|moderator|staff)\b[^|]*",
        r"\bvoice chat\b[^|]*",
    ],
    requests: &[
        r"\b(?:makausap|kausapin|kausap|makipag ?usap|makakausap|makapag ?usap|maka ?usap|mausap|makachat|maka chat|ka chat|kachat|i chat|tawagan|matawagan|ma contact|macontact|makontak|kontakin|connect\w*|i connect|ikonek\w*|ikonekta|pakikonek\w*|konek|transfer\w*|i transfer|itransfer|ilipat|palipat|pakilipat|lipat|ipasa|pakipasa|forward|i forward|endorse|i endorse|dalhin|patulong|magpatulong|pakausap)(?: nyo| niyo| mo| ako| ko| po| na| nga| naman| lang| kay| sa| ang| ng| si| ba| yung| mga| isang| na lang| nalang| may| tayo| din| muna| direkta| agad)* (?:totoong |tunay na |isang |live |real |human |buhay na |customer |taga |tao )*(?:tao|agent|staff|admins?|mods?|moderators?|support|customer service|customer support|representative|operator|human|team|manager|supervisor|service|csr|rep|person)\b",
        r"\b(?:tao|agent|live agent|human agent|staff|admin|mod|moderator|representative|operator|human|totoong tao|real person|customer service|customer support|support|supervisor|manager)(?: po| na lang| nalang| na| sana| lang| muna| talaga| naman| please)* (?:ang |yung )?(?:kailangan|kelangan|gusto|hanap|kakausapin|makausap|kausapin|kausap|tulong|sasagot|sumagot|pakiusap|tumulong|makakausap)\b",
        r"\b(?:patawag|tawag|tawagin|pakitawag|patawagin|tumawag|papuntahin|padala|pahingi|penge|bigyan|bigay|hanap|kailangan|kelangan|need|gusto|nais|humihingi|hingi|nasaan|nasan|asan|meron|may|mayroon|pwede|puwede)(?: mo| nyo| niyo| ako| ko| po| ba| na| nga| naman| lang| akong| kong| bang| kayo| kayong| dito| ng| ang| mga| isang| yung| ni| sa| din| rin| sana| kaming| tulong)* (?:totoong |tunay na |isang |live |real |human |buhay na |customer |mga |tao na |available na )*(?:tao|agent|staff|admins?|mods?|moderators?|representative|operator|human|person|customer service|supervisor|manager|csr|tao na)\b(?: po| please| na| dito| sana| para| lang| ba| diyan| now| agad| naman| hindi| na lang| nalang| makausap| tulong| sumagot| sasagot| tumulong| ang| kausapin| makakausap| tutulong| support| online| available| pwede| mag| to)*(?:\||$| )",
        r"\b(?:ayaw|ayoko|hindi|di|sawa|huwag|wag)(?: ko| na| kong| ako| po| akong)*(?: makipag ?usap| kausap| makausap| kausapin)*(?: sa| ng| ang)* (?:bot|robot|ai|machine)\b",
        r"(?:^|\|) (?:live |totoong |real |human |pls |please |isang )*(?:agent|tao|totoong tao|live agent|staff|operator|representative|customer service|admin|mod)(?: po| please| pls| na lang| nalang| naman| na| dito| sana)* ?(?:\||$)",
    ],
};

pub(super) const INDONESIAN: Speech = Speech {
    guards: &[
        r"\b(?:kamu|anda|lu|lo|kau|ini|apakah kamu|apakah anda|km) (?:itu |ini |beneran |benar benar |adalah |seorang |bukan )*(?:orang|manusia|bot|robot|ai|mesin)\b(?: atau [^|]*| apa [^|]*| ya\b| kah\b| asli\b)?",
        r"\b(?:tidak|gak|ga|nggak|enggak|tak|ngga|jangan) (?:perlu|butuh|usah|mau|ingin|panggil)(?: bicara| ngomong| dengan| sama| panggil| ke)* (?:orang|manusia|admin|petugas|agen|cs|staf|staff|mod|moderator)\b[^|]*",
        r"\b(?:jadi|menjadi|daftar|melamar|mendaftar) (?:sebagai |jadi )?(?:moderator|mod|admin|staf|staff|agen)\b[^|]*",
        r"\b(?:kemarin|tadi|sudah|udah|barusan) [^|]*(?:admin|petugas|cs|staf|staff|orang|agen|mod)\b[^|]*(?:bantu|dibantu|selesai|makasih|beres|bicara|hubungi|jawab)[^|]*",
        r"\b(?:cari|nyari|mencari|butuh|berapa|kurang) [^|]*(?:orang|teman|player)\b[^|]*\b(?:main|mabar|duo|rank|raid|tim|party)\b|\bberapa orang\b|\borang (?:main|lain|untuk main)\b",
        r"\b(?:agen|agent) (?:mana|apa|terbaik|paling)\b[^|]*|\bsiapa (?:admin|mod|moderator)\w*\b[^|]*",
    ],
    requests: &[
        r"\b(?:bicara|berbicara|ngomong|ngobrol|mengobrol|bercakap|chat|chatting|hubung\w*|menghubungi|dihubungkan|terhubung|sambung\w*|disambungkan|alih\w*|dialihkan|pindah\w*|arahkan|teruskan|oper|transfer|kontak|konsultasi|berkomunikasi|bertemu|cakap|bercakap|connect)(?: saya| aku| gue| gw| kami| langsung| saja| aja| tolong| in| kan| dong| dengan| sama| ke| kepada| pada| seorang| ama| lewat| chat| ini| nya| tim| bagian| pihak)* (?:orang|manusia|petugas|admin\w*|agen|agent|cs|customer service|staf|staff|moderator|mod|operator|layanan pelanggan|dukungan|support|perwakilan|tim support|seseorang|manajer|supervisor|pegawai|karyawan|wakil|khidmat pelanggan)\b",
        r"\b(?:mau|ingin|butuh|perlu|minta|tolong|panggil\w*|kasih|beri|berikan|carikan|datangkan|bantuan|dibantu|bisa|ada|adakah|apakah ada|mana|saya mahu|nak|pengen|pingin)(?: saya| aku| ke| dari| oleh| bantuan| dibantu| panggilkan| panggilin| panggil| dengan| sama| seorang| tolong| aja| saja| ada| yang| bertemu| dong| di sini| gak| ga| nggak| tim)* (?:orang (?:asli|beneran|sungguhan|nyata|betulan|sebenar|yang bisa|dari)|manusia|petugas|admin|agen manusia|agen|agent|cs|staf|staff|moderator|mod|operator|layanan manusia|customer service|manajer|supervisor|pegawai)\b(?: asli| dong| ya| sini| tolong| please| yang| bisa| bantu| di sini| sekarang| saja| aja| manusia| nya| langsung| gak| nggak| bukan| online| kah)*(?:\||$| )",
        r"\b(?:tidak|gak|ga|nggak|enggak|malas|males|bosan|jangan|bukan)(?: mau| ingin| lagi)*(?: bicara| ngomong| ngobrol| chat)*(?: dengan| sama| ke)* (?:bot|robot|mesin|ai)\b",
        r"(?:^|\|) (?:tolong |minta )*(?:orang asli|manusia|petugas|cs|agen|agent|operator|customer service|admin|agen manusia|cs manusia|live agent|orang)(?: dong| tolong| please| asli| ya| saja| aja)* ?(?:\||$)",
    ],
};

pub(super) const VIETNAMESE: Speech = Speech {
    guards: &[
        r"\b(?:ban|may|em|day|ad|ong|shop) (?:co phai )?(?:la )?(?:nguoi|bot|robot|may|ai|nguoi that)\b(?: that)?(?: hay [^|]*| khong\b| ha\b| a\b)",
        r"\b(?:khong|ko|k|chang|dung) (?:can|muon|phai|cang)(?: gap| noi chuyen| voi| goi)* (?:nguoi|nhan vien|admin|ai|ho tro)\b[^|]*",
        r"\b(?:lam sao|lam the nao|muon|cach)[^|]{0,14} (?:lam|tro thanh|thanh) (?:mod|admin|nhan vien|quan tri vien|moderator)\b[^|]*",
        r"\b(?:hom qua|hom truoc|luc nay|da|vua) [^|]*(?:nhan vien|admin|ho tro|nguoi)\b[^|]*(?:xong|roi|cam on|giup)[^|]*",
        r"\b(?:tim|can|thieu|tuyen) (?:them |\d+ |may )*nguoi (?:choi|cung|danh|leo|de choi|vao team)\b[^|]*|\b(?:bao nhieu|may|toi da) (?:bao nhieu |\d+ )*nguoi\b[^|]*",
    ],
    requests: &[
        r"\b(?:gap|noi chuyen|noi|chat|tro chuyen|lien he|lien lac|ket noi|chuyen|chuyen may|noi may|goi|keu|cho|nho|nhan tin|tu van|trao doi)(?: cho| minh| toi| em| tui| voi| truc tiep| den| sang| qua| toi| ra| day| gap| mot| mot ban| 1| cac| cuoc goi| may| ban| giup| dum| ho)* (?:nhan vien|nguoi that|nguoi|tong dai vien|tong dai|tu van vien|admin|quan tri vien|ho tro vien|ben ho tro|bo phan ho tro|cskh|cham soc khach hang|con nguoi|mod|moderator|ai do|quan ly|doi ngu|dien thoai vien|truc tong dai|support|nguoi ho tro|nguoi tu van)\b(?: that| ho tro| tu van| ra| day| di| giup| trong| ben| cua|)",
        r"\b(?:can|muon|yeu cau|doi|thich|xin)(?: duoc| gap| noi chuyen| voi| co| mot| su| giup do| ho tro| tu| tro giup| la)* (?:nguoi that|nguoi ho tro|nhan vien|con nguoi|tu van vien|tong dai vien|admin|nguoi tu van|nguoi giup|nguoi thuc|mod)\b",
        r"\bco (?:nhan vien|nguoi that|ai|admin|nguoi|mod|tu van vien)(?: nao| that| o day| ho tro| dang| truc| online| co the| giup)+(?: khong| ko| k| minh| duoc)*",
        r"\b(?:khong|ko|k|chan|dung) (?:muon )?(?:noi chuyen |chat |noi )(?:voi )?(?:bot|robot|may)\b",
        r"(?:^|\|) (?:gap |cho gap )?(?:nhan vien|nguoi that|tong dai vien|nhan vien ho tro|tu van vien|con nguoi|admin|gap nguoi that)(?: di| voi| a| oi| nhe| please)* ?(?:\||$)",
    ],
};

pub(super) const THAI: Speech = Speech {
    guards: &[
        r"(?:คุณ|เธอ|นี่|นาย)?(?:เป็น|คือ)(?:คน|มนุษย์|บอท|บอต|หุ่นยนต์)[^|]*",
        r"(?:ไม่ต้องการ|ไม่อยาก|ไม่ต้อง|ไม่เอา)(?:คุยกับ|เรียก|ให้)?(?:คน|เจ้าหน้าที่|แอดมิน|พนักงาน)[^|]*",
        r"(?:เป็น|สมัคร)(?:แอดมิน|ม็อด|เจ้าหน้าที่|ผู้ดูแล)[^|]*",
        r"(?:หา|มี)คน(?:เล่น|มาเล่น)[^|]*|กี่คน[^|]*",
    ],
    requests: &[
        r"(?:คุย|พูด|ติดต่อ|สนทนา|โอน|ต่อสาย|ขอ|เรียก|อยากได้|ต้องการ|ตาม|เชื่อมต่อ|ส่งต่อ|แชท)[^|]{0,16}(?:เจ้าหน้าที่|พนักงาน|แอดมิน|คนจริง|มนุษย์|ทีมงาน|ฝ่ายบริการ|ฝ่ายสนับสนุน|ผู้ดูแล|คนจริงๆ|โอเปอเรเตอร์|กับคน)",
        r"(?:มี)(?:เจ้าหน้าที่|แอดมิน|คนจริง|พนักงาน|ทีมงาน)[^|]{0,10}(?:ไหม|มั้ย|ช่วย|อยู่)",
        r"(?:^|\|) ?(?:เจ้าหน้าที่|แอดมิน|คนจริง|พนักงาน|มนุษย์)(?:ค่ะ|ครับ|หน่อย|ด้วย|ที)* ?(?:\||$)",
    ],
};
