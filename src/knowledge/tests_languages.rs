//! Each language that must work: questions as people ask them, with other endings, other spelling or the other script.

use super::article::Article;
use super::index::Index;
use super::search::Query;

/// Per language: articles (id, title, body), and questions with the article they ask for.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str, &'a str)], &'a [(&'a str, &'a str)]);

const CASES: &[Case<'_>] = &[
    (
        "en",
        &[
            ("password", "How do I reset my password?", "Press “Forgot password” on the log-in page."),
            ("refund", "Can I get a refund?", "Unused purchases are refunded within 14 days."),
            ("report", "How do I report a player?", "Open their profile and choose Report."),
        ],
        &[("i forgot my pasword", "password"), ("are purchases refundable", "refund"), ("reporting players who cheat", "report")],
    ),
    (
        "ko",
        &[
            ("password", "비밀번호를 재설정하려면 어떻게 해야 하나요?", "로그인 페이지에서 비밀번호 찾기를 누르세요."),
            ("refund", "환불을 받을 수 있나요?", "사용하지 않은 상품은 14일 안에 환불됩니다."),
            ("report", "다른 플레이어를 신고하는 방법은 무엇인가요?", "프로필을 열고 신고를 선택하세요."),
        ],
        &[("비밀번호 잊어버렸어요", "password"), ("환불해 주세요", "refund"), ("욕하는 플레이어 신고하고 싶어요", "report")],
    ),
    (
        "ro",
        &[
            ("password", "Cum îmi resetez parola?", "Apasă pe „Am uitat parola” pe pagina de conectare."),
            ("refund", "Pot primi banii înapoi?", "Cumpărăturile nefolosite se rambursează în 14 zile."),
            ("report", "Cum raportez un jucător?", "Deschide profilul și alege Raportează."),
        ],
        &[("am uitat parolele", "password"), ("vreau banii inapoi", "refund"), ("raportarea jucatorilor", "report")],
    ),
    (
        "fil",
        &[
            ("password", "Paano ko mare-reset ang password ko?", "Pindutin ang “Nakalimutan ang password” sa pahina ng pag-log in."),
            ("refund", "Maaari bang ibalik ang bayad?", "Ibinabalik ang bayad sa loob ng 14 na araw."),
            ("report", "Paano mag-ulat ng manlalaro?", "Buksan ang profile at piliin ang Iulat."),
        ],
        &[
            ("nakalimutan ko po yung password", "password"),
            ("gusto kong maibalik ang bayad ko", "refund"),
            ("pag-uulat ng mga manlalaro", "report"),
        ],
    ),
    (
        "ja",
        &[
            ("password", "パスワードを再設定するにはどうすればいいですか？", "ログインページで「パスワードを忘れた」を押します。"),
            ("refund", "返金してもらえますか？", "未使用の商品は14日以内に返金されます。"),
            ("report", "他のプレイヤーを通報する方法", "プロフィールを開いて「通報」を選びます。"),
        ],
        &[("ﾊﾟｽﾜｰﾄﾞ忘れました", "password"), ("返金できる？", "refund"), ("プレーヤーを通報したい", "report")],
    ),
    (
        "zh",
        &[
            ("password", "如何重置密码？", "在登录页面点击“忘记密码”。"),
            ("refund", "可以退款吗？", "未使用的商品可在14天内退款。"),
            ("report", "如何举报其他玩家？", "打开对方的个人资料并选择举报。"),
        ],
        &[("忘记密码了怎么办", "password"), ("我想退款", "refund"), ("如何舉報玩家", "report"), ("忘記密碼", "password")],
    ),
    (
        "zh-TW",
        &[
            ("password", "如何重設密碼？", "在登入頁面點選「忘記密碼」。"),
            ("refund", "可以退款嗎？", "未使用的商品可在14天內退款。"),
            ("report", "如何檢舉其他玩家？", "打開對方的個人檔案並選擇檢舉。"),
        ],
        &[("密碼忘了", "password"), ("重设密码", "password"), ("检举玩家", "report"), ("退款", "refund")],
    ),
    (
        "es",
        &[
            ("password", "¿Cómo restablezco mi contraseña?", "Pulsa «He olvidado la contraseña» en la página de inicio."),
            ("refund", "¿Puedo pedir un reembolso?", "Las compras sin usar se reembolsan en 14 días."),
            ("report", "¿Cómo denuncio a un jugador?", "Abre su perfil y elige Denunciar."),
        ],
        &[("olvide mis contrasenas", "password"), ("quiero que me reembolsen", "refund"), ("denunciar jugadores tramposos", "report")],
    ),
    (
        "de",
        &[
            ("password", "Wie setze ich mein Passwort zurück?", "Drücke auf der Anmeldeseite auf „Passwort vergessen“."),
            ("refund", "Bekomme ich mein Geld zurück?", "Ungenutzte Einkäufe werden binnen 14 Tagen erstattet."),
            ("report", "Wie melde ich einen Spieler?", "Öffne sein Profil und wähle Melden."),
        ],
        &[("passwörter vergessen", "password"), ("geld zurueck oder erstattung", "refund"), ("spielern melden die betrügen", "report")],
    ),
    (
        "id",
        &[
            ("password", "Bagaimana cara mengatur ulang kata sandi?", "Tekan “Lupa kata sandi” di halaman masuk."),
            ("refund", "Apakah uang saya bisa dikembalikan?", "Pembelian yang belum dipakai dikembalikan dalam 14 hari."),
            ("report", "Bagaimana cara melaporkan pemain?", "Buka profilnya lalu pilih Laporkan."),
        ],
        &[("lupa kata sandinya", "password"), ("minta pengembalian uang", "refund"), ("mau lapor pemain curang", "report")],
    ),
];

#[test]
fn each_language_finds_its_article_in_whatever_form_it_is_asked_for() {
    // All languages together in one knowledge base, as in a community that speaks them all.
    let articles = CASES.iter().flat_map(|(language, articles, _)| {
        articles.iter().map(move |(id, title, body)| Article::new(&format!("{language}/{id}"), title, body))
    });
    let index = Index::build(&articles.collect::<Vec<_>>());
    let mut wrong = Vec::new();
    for (language, _, questions) in CASES {
        for (question, id) in *questions {
            let hits = index.search(Query { text: question, server: None, limit: 3 });
            let first = hits.first().map_or("nothing".to_owned(), |hit| hit.article.to_string());
            // Both ways to write Chinese are one language: either article is right.
            let right = if language.starts_with("zh") {
                first.starts_with("zh") && first.ends_with(id)
            } else {
                first == format!("{language}/{id}")
            };
            if !right {
                wrong.push(format!("{language}: {question} → {first}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
