//! How good the answers are on labelled questions: what `flexcord knowledge evaluate` does.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::embedding::{self, Embedder, NoEmbedding};
use super::import::beir;
use super::import::error::ImportError;
use super::index::Index;
use super::meaning::{FROM_EACH, Meanings, fuse};
use super::measure::{self, Abstain, Ranking};
use super::search::{Hit, Query};

/// What to evaluate on: BEIR files.
#[derive(Debug, Clone, clap::Args)]
pub struct EvaluateArgs {
    /// The articles: corpus.jsonl with `_id`, `title` and `text` per line.
    #[arg(long, value_name = "FILE")]
    pub corpus: PathBuf,
    /// The questions: queries.jsonl with `_id` and `text` per line.
    #[arg(long, value_name = "FILE")]
    pub queries: PathBuf,
    /// Which article answers which question: qrels.tsv with query id, article id and grade.
    #[arg(long, value_name = "FILE")]
    pub qrels: PathBuf,
    /// Also measure how well the confidence tells answerable questions from others. When every question has an answer, half of
    /// the articles are taken away, and then the other half.
    #[arg(long)]
    pub abstain: bool,
    /// Also measure how long finding the articles takes, on one core.
    #[arg(long)]
    pub time: bool,
    /// The language of all articles, such as `en`; guessed per article when left out.
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Also find by meaning: the address of an endpoint that speaks OpenAI's `/v1/embeddings`, such as `http://127.0.0.1:11434/v1`.
    #[arg(long, value_name = "URL", requires = "embeddings_model")]
    pub embeddings: Option<String>,
    /// The endpoint's model.
    #[arg(long, value_name = "NAME")]
    pub embeddings_model: Option<String>,
    /// The likeness at which an article is as likely right as not.
    #[arg(long, value_name = "LIKENESS", default_value_t = 0.6)]
    pub even: f32,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub json: bool,
}

impl EvaluateArgs {
    /// A folder with files of the usual names, measured in the simplest way.
    pub fn of(folder: &Path) -> Self {
        let (corpus, queries, qrels) = (folder.join("corpus.jsonl"), folder.join("queries.jsonl"), folder.join("qrels.tsv"));
        Self {
            corpus,
            queries,
            qrels,
            abstain: false,
            time: false,
            language: None,
            embeddings: None,
            embeddings_model: None,
            even: 0.6,
            json: false,
        }
    }
}

/// Why there is no evaluation.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A file cannot be read.
    #[error("cannot read {}: {source}; check the path and its permissions", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is not in the form it should have.
    #[error(transparent)]
    Malformed(#[from] ImportError),
    /// The language is none.
    #[error(transparent)]
    Language(#[from] super::language::NotALanguage),
    /// The model for embeddings failed.
    #[error("the model for embeddings: {0}")]
    Embedding(#[from] NoEmbedding),
    /// The files do not belong together.
    #[error("no question has an article that is in {}; check that the three files belong together", corpus.display())]
    NothingLabelled {
        /// The file with the articles.
        corpus: PathBuf,
    },
}

/// How deep a ranking is looked at.
const DEPTH: usize = 100;
/// How many articles an answer is made of.
const ANSWERED: usize = 5;

/// Reads the files, asks every question and returns the report as text: a table, or JSON.
pub fn run(args: &EvaluateArgs) -> Result<String, EvaluateError> {
    Set::read(args)?.report(args)
}

/// The same, finding by meaning as well.
pub async fn run_with(args: &EvaluateArgs, embedder: &dyn Embedder) -> Result<String, EvaluateError> {
    let mut set = Set::read(args)?;
    set.learn(embedder, args.even).await?;
    set.report(args)
}

fn read(path: &Path) -> Result<String, EvaluateError> {
    std::fs::read_to_string(path).map_err(|source| EvaluateError::Unreadable { path: path.to_owned(), source })
}

/// A labelled set.
pub struct Set {
    /// What is known.
    pub articles: Vec<super::article::Article>,
    /// What is asked.
    pub queries: Vec<beir::Labelled>,
    /// What answers it.
    pub relevance: beir::Relevance,
    /// What a model makes of it.
    meaning: Option<Meaning>,
}

/// What a model makes of a set.
struct Meaning {
    articles: Meanings,
    /// Of each query.
    queries: Vec<Vec<f32>>,
    even: f32,
}

impl Set {
    fn read(args: &EvaluateArgs) -> Result<Self, EvaluateError> {
        let mut articles = beir::corpus(&args.corpus.display().to_string(), &read(&args.corpus)?)?;
        if let Some(tag) = &args.language {
            let language = super::language::Language::parse(tag)?;
            articles.iter_mut().for_each(|article| article.language = Some(language.clone()));
        }
        let queries = beir::queries(&args.queries.display().to_string(), &read(&args.queries)?)?;
        let relevance = beir::qrels(&args.qrels.display().to_string(), &read(&args.qrels)?)?;
        Ok(Self { articles, queries, relevance, meaning: None })
    }

    fn report(&self, args: &EvaluateArgs) -> Result<String, EvaluateError> {
        let mut report = self.evaluate(args.abstain);
        if args.time {
            report.time = Some(self.time());
        }
        if report.questions == 0 {
            return Err(EvaluateError::NothingLabelled { corpus: args.corpus.clone() });
        }
        Ok(if args.json { report.json() } else { report.table() })
    }

    /// Asks a model about all articles and questions.
    async fn learn(&mut self, embedder: &dyn Embedder, even: f32) -> Result<(), EvaluateError> {
        let mut articles = Meanings::default();
        for article in &self.articles {
            let texts = embedding::texts(article);
            let vectors = if texts.is_empty() { Vec::new() } else { embedder.embed(&texts).await? };
            articles.put(&article.id, &texts.into_iter().zip(vectors).collect::<Vec<_>>());
        }
        let texts: Vec<String> = self.queries.iter().map(|query| query.text.clone()).collect();
        let queries = embedder.embed(&texts).await?;
        self.meaning = Some(Meaning { articles, queries, even });
        Ok(())
    }

    /// What is found for the nth question.
    fn ask(&self, index: &Index, nth: usize, limit: usize) -> Vec<Hit> {
        let words = |limit| index.search(Query { text: &self.queries[nth].text, server: None, limit });
        match &self.meaning {
            None => words(limit),
            Some(meaning) => {
                let closest = meaning.articles.closest(&meaning.queries[nth], |id| index.contains(id));
                fuse(words(limit.max(FROM_EACH)), &closest, meaning.even, limit)
            }
        }
    }

    /// Asks every question that has an answer among the articles; with `abstain` also those that have none.
    pub fn evaluate(&self, abstain: bool) -> measure::Report {
        let index = Index::build(&self.articles);
        let rankings: Vec<Ranking> = self.rank(&index, DEPTH).filter(|ranking| !ranking.relevant.is_empty()).collect();
        let mut report = measure::report(self.articles.len(), &rankings);
        if abstain && !rankings.is_empty() {
            report.abstain = Some(self.abstain(&index, rankings.len()));
        }
        report
    }

    /// How long each question takes, as an assistant asks it.
    fn time(&self) -> measure::Times {
        let index = Index::build(&self.articles);
        // The first round only warms up.
        (0..self.queries.len()).for_each(|nth| drop(std::hint::black_box(self.ask(&index, nth, ANSWERED))));
        let spent = (0..self.queries.len()).map(|nth| {
            let begun = Instant::now();
            std::hint::black_box(self.ask(&index, nth, ANSWERED));
            begun.elapsed()
        });
        measure::times(spent.collect())
    }

    fn rank<'a>(&'a self, index: &'a Index, depth: usize) -> impl Iterator<Item = Ranking> + 'a {
        self.queries.iter().enumerate().map(move |(nth, query)| {
            let hits = self.ask(index, nth, depth);
            let relevant = self.relevance.get(&query.id).into_iter().flatten();
            Ranking {
                confidence: hits.first().map_or(0.0, |hit| hit.confidence),
                found: hits.into_iter().map(|hit| hit.article).collect(),
                relevant: relevant.map(|(id, &grade)| (id.as_str().into(), grade)).filter(|(id, _)| index.contains(id)).collect(),
            }
        })
    }

    fn abstain(&self, whole: &Index, answerable: usize) -> Abstain {
        let unanswerable = self.queries.len() - answerable;
        // A twentieth of unanswerable questions is enough to measure on; fewer are slips in the labels.
        if unanswerable * 20 >= self.queries.len() {
            return measure::abstain("as given", self.rank(whole, 1).collect());
        }
        let groups = measure::groups(&self.articles, &self.relevance);
        let mut rankings = Vec::with_capacity(2 * self.queries.len());
        for kept in [0, 1] {
            let half = self.articles.iter().zip(&groups).filter(|(_, group)| *group % 2 == kept).map(|(article, _)| article);
            let index = Index::build(half);
            rankings.extend(self.rank(&index, 1));
        }
        measure::abstain("half of the articles taken away, then the other half", rankings)
    }
}
