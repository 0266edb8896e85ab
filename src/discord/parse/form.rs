//! What was filled into a form, read from the raw submission: serenity loses what stands in a label.

use super::wire::{Answer, Attachment, Data, Interaction};
use crate::discord::forms;
use crate::domain::file::{FileSource, OfferedFile};
use crate::domain::form::{Filled, FormId, Given};
use crate::domain::ids::Snowflake;

/// A form as it came back.
#[derive(Debug, PartialEq)]
pub struct Sent {
    pub form: FormId,
    pub filled: Vec<Filled>,
}

/// Types of what a label holds.
const SELECT: u64 = 3;
const TEXT: u64 = 4;
const UPLOAD: u64 = 19;

/// The form, if it is one of ours. Questions left empty are left out.
pub fn sent(data: &Data, it: &Interaction) -> Option<Sent> {
    let form = forms::named(data.custom_id.as_deref()?)?;
    let boxes = data.components.iter().flat_map(|outer| outer.component.as_deref().into_iter().chain(&outer.components));
    let filled = boxes.filter_map(|answer| filled(answer, data, it)).collect();
    Some(Sent { form, filled })
}

fn filled(answer: &Answer, data: &Data, it: &Interaction) -> Option<Filled> {
    let key = answer.custom_id.clone()?;
    let values = || answer.values.clone().unwrap_or_default();
    let given = match answer.kind {
        TEXT => Given::Text { text: answer.value.clone().filter(|text| !text.trim().is_empty())? },
        SELECT => Given::Chosen { values: Some(values()).filter(|values| !values.is_empty())? },
        UPLOAD => {
            let sent = data.resolved.as_ref().and_then(|r| r.attachments.as_ref());
            let files: Vec<_> = values().iter().filter_map(|id| Some(file(sent?.get(id)?, it))).collect();
            Given::Files { files: Some(files).filter(|files| !files.is_empty())? }
        }
        _ => return None,
    };
    Some(Filled { key, given })
}

/// A file of a form belongs to no message: once its address has died it cannot be asked for again.
fn file(attachment: &Attachment, it: &Interaction) -> OfferedFile {
    OfferedFile {
        source: FileSource::Discord {
            url: attachment.url.clone(),
            channel: it.channel_id.unwrap_or(Snowflake(0)),
            message: it.id.unwrap_or(Snowflake(0)),
            attachment: attachment.id,
        },
        name: attachment.filename.clone(),
        content_type: attachment.content_type.clone(),
        size: attachment.size,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::case::CaseKind;

    fn read(components: &str) -> Option<Sent> {
        let json = format!(
            r#"{{"type":5,"id":"2","token":"t","guild_id":"9","channel_id":"5","data":{{"custom_id":"fx1:form:bug","components":{components},
            "resolved":{{"attachments":{{"77":{{"id":"77","filename":"a.png","size":5,"url":"https://cdn.example/a.png","content_type":"image/png"}}}}}}}}}}"#
        );
        let it: Interaction = serde_json::from_str(&json).unwrap();
        sent(it.data.as_ref().unwrap(), &it)
    }

    #[test]
    fn labels_bring_texts_choices_and_files() {
        let sent = read(
            r#"[{"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"title","value":"It crashes"}},
            {"type":18,"component":{"type":3,"custom_id":"severity","values":["blocks"]}},
            {"type":18,"component":{"type":19,"custom_id":"files","values":["77","78"]}}]"#,
        )
        .unwrap();
        assert_eq!(sent.form, FormId::Intake { kind: CaseKind::Bug });
        assert_eq!(sent.filled[0], Filled { key: "title".into(), given: Given::Text { text: "It crashes".into() } });
        assert_eq!(sent.filled[1].given, Given::Chosen { values: vec!["blocks".into()] });
        let Given::Files { files } = &sent.filled[2].given else { panic!("{sent:?}") };
        assert_eq!((files.len(), files[0].name.as_str(), files[0].size), (1, "a.png", 5));
    }

    #[test]
    fn rows_of_older_forms_are_read_too_and_empty_answers_left_out() {
        let sent = read(
            r#"[{"type":1,"components":[{"type":4,"custom_id":"title","value":"x"}]},{"type":18,"component":{"type":4,"custom_id":"where","value":" "}},
            {"type":18,"component":{"type":3,"custom_id":"severity","values":[]}},{"type":18,"component":{"type":19,"custom_id":"files","values":null}},
            {"type":18,"component":{"type":99,"custom_id":"new"}},{"type":10}]"#,
        )
        .unwrap();
        assert_eq!(sent.filled.len(), 1);
    }
}
