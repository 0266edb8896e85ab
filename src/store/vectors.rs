//! The meaning of articles' texts, as a model sees it: one vector per text.

use super::db::{Reader, Tx};
use super::errors::{Result, StoreError};
use super::sql::{Row, Statement, args};

/// A vector as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Vector {
    pub article: String,
    /// Which text of the article, from 0.
    pub part: u32,
    /// Tells which text, by which model, it belongs to.
    pub fingerprint: String,
    pub values: Vec<f32>,
}

const TABLE: &str = "article_vectors";

/// Puts the vectors of articles in the place of those they had.
pub async fn replace(tx: &mut Tx, articles: &[&str], model: &str, vectors: &[Vector]) -> Result<()> {
    let delete = "DELETE FROM article_vectors WHERE article IN ({any})";
    tx.execute(Statement::over(delete, articles.iter().map(|id| args![*id]))).await?;
    let rows = vectors.iter().map(|v| {
        let bytes: Vec<u8> = v.values.iter().flat_map(|value| value.to_le_bytes()).collect();
        args![v.article.as_str(), v.part, model, v.values.len() as i64, v.fingerprint.as_str(), bytes]
    });
    let insert = "INSERT INTO article_vectors (article, part, model, dimension, fingerprint, vector) VALUES {rows}";
    tx.execute(Statement::over(insert, rows)).await?;
    Ok(())
}

/// All vectors made by a model, article by article.
pub async fn list(reader: impl Reader, model: &str) -> Result<Vec<Vector>> {
    let select = "SELECT article, part, dimension, fingerprint, vector FROM article_vectors WHERE model = $1 ORDER BY article, part";
    let read = |row: &Row| {
        let (dimension, bytes): (usize, Vec<u8>) = (row.number(2, TABLE)?, row.get(4)?);
        let (values, rest) = bytes.as_chunks::<4>();
        if values.len() != dimension || !rest.is_empty() {
            return Err(StoreError::inconsistent(TABLE, "a vector that is not as long as it says"));
        }
        let values = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        Ok(Vector { article: row.get(0)?, part: row.number(1, TABLE)?, fingerprint: row.get(3)?, values })
    };
    reader.fetch(Statement::one(select, args![model]), read).await
}
