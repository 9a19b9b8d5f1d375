//! Calls of IAM, signed by hand: its SDK crate would cost every build a minute for a handful of calls.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// Sends a form to the IAM at `url` and returns the XML of its answer.
pub async fn call(url: &str, credentials: &Credentials, form: &[(&str, &str)]) -> String {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .append_pair("Version", "2010-05-08")
        .finish();
    let url = format!("{url}/");
    let mut request = reqwest::Client::new().post(&url).header(FORM.0, FORM.1);
    for (name, value) in signature(&url, credentials, &body) {
        request = request.header(name, value);
    }
    let answer = request.body(body).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(
        status.is_success(),
        "IAM answered {status} to {form:?}: {text}"
    );
    text
}

fn signature(url: &str, credentials: &Credentials, body: &str) -> Vec<(String, String)> {
    let identity = credentials.clone().into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region("us-east-1")
        .name("iam")
        .time(SystemTime::now())
        .settings(SigningSettings::default())
        .build()
        .unwrap();
    let body = SignableBody::Bytes(body.as_bytes());
    let request = SignableRequest::new("POST", url, [FORM].into_iter(), body).unwrap();
    let (instructions, _) = sign(request, &parameters.into()).unwrap().into_parts();
    let headers = instructions.headers();
    headers
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
