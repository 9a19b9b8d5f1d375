//! How it is printed, and what is never printed.

use super::*;

#[tokio::test]
async fn no_secret_is_in_any_output() {
    let world = world();
    for line in ["--json", "", "--report"] {
        let printed = check(&world, line).await;
        let shown = printed.out + &printed.err;
        for canary in canaries(&world) {
            assert!(!shown.contains(&canary), "{canary} in {line}");
        }
    }
}

#[tokio::test]
async fn a_healthy_contact_center_is_told_in_few_words() {
    let printed = check(&world(), "--contact-center initech").await;
    assert_eq!(
        printed.err,
        "Account 111122223333, us-west-2, as assumed-role/Practice/you (practice).\n\n"
    );
    insta::assert_snapshot!(printed.out, @r"
    initech (19.0, Secrets Manager): healthy
      Salesforce lets integration@initech.example in.
      The audience https://login.salesforce.com/ is accepted.
      It is the contact center's own org: Initech (00D5g00000IniTcEAJ).
      My Domain is https://initech.my.salesforce.com

      info parameters-stale
        where  parameters initech-salesforce-rest-api-access-token,
               initech-salesforce-rest-api-audience,
               initech-salesforce-rest-api-auth-consumer-key,
               initech-salesforce-rest-api-auth-private-key,
               initech-salesforce-rest-api-subject
        what   Parameters of the time before 19.0 still exist.
        mend   Leave them, or delete them once nothing else uses them.
        why    The function no longer reads them: changing them changes nothing.

    The contact center is healthy.
    ");
}

#[tokio::test]
async fn each_finding_says_where_what_why_and_how_to_mend_it() {
    let printed = check(&world(), "--contact-center hooli --region us-west-2").await;
    insta::assert_snapshot!(printed.out, @r"
    hooli (17.1, Parameter Store): 2 errors
      Salesforce was not asked: the values are not complete or not usable.

      error variable-holds-literal
        where  function hooli-InvokeSalesforceRestApiFunction, variable SUBJECT
        what   SUBJECT holds a value where the name of a parameter belongs.
        mend   Put the value into a parameter and its name into the variable; setup
               does both. (setup would mend this)
        why    The function takes it as a name. Parameter Store then refuses the
               whole request, and every call fails.

      error variable-holds-literal
        where  function hooli-InvokeSalesforceRestApiFunction, variable AUDIENCE
        what   AUDIENCE holds a value where the name of a parameter belongs.
        mend   Put the value into a parameter and its name into the variable; setup
               does both. (setup would mend this)
        why    The function takes it as a name. Parameter Store then refuses the
               whole request, and every call fails.

      To mend it: scv-oauth setup --contact-center hooli --region us-west-2 --practice

    Something is wrong with the contact center.
    ");
}

#[tokio::test]
async fn a_support_case_gets_facts_and_codes() {
    let printed = check(&world(), "--contact-center globex --report").await;
    let changing = [
        "time",
        "secret",
        "access secret",
        "key fingerprint",
        "system",
        "program",
    ];
    let lines = printed.out.lines().filter(|line| {
        let line = line.trim_start();
        !changing
            .iter()
            .any(|label| line.starts_with(&format!("{label} ")))
    });
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    insta::assert_snapshot!(text, @r"
    scv-oauth report for a support case

    Contains no private keys, consumer keys or tokens. Contains names, addresses,
    the Salesforce username, the account number and who looked.
    Read it before you send it.

      account          111122223333
      region           us-west-2
      identity         arn:aws:sts::111122223333:assumed-role/Practice/you
      practice         yes, nothing of this is real

    contact center globex
      kind             partner, prefix globexvoice
      version          20.1
      values in        Secrets Manager
      state            partly: no username
      function         globexvoice-InvokeSalesforceRestApiFunction
      function version 1
      runtime          nodejs22.x
      role             arn:aws:iam::111122223333:role/SCVInvokeSalesforceRestApiFunctionRole
      alias            active -> 1
      consumer key     set, 85 characters
      private key      unusable (private-key-literal-newlines)
      username         placeholder
      audience         https://login.salesforce.com/
      token endpoint   https://globex.my.salesforce.com/services/oauth2/token
      REST base        https://globex.my.salesforce.com/services/data/v64.0
      org id           00D5g00000GloBx
      login proof      not-possible
      evidence         The description of its version 1 says 20.1.
      evidence         Its environment names the secret globex-salesforce-secret: 19.0 or later.
      finding          error username-placeholder: The username is still the placeholder of the template.
        where          secret globex-salesforce-secret, key globex-salesforce-rest-api-subject
        cause          Nobody has set it yet, so the function cannot log in.
        to do          Run setup for this contact center.
      finding          error private-key-literal-newlines: The stored key has the characters \n where line breaks belong.
        where          secret globex-salesforce-secret, key globex-salesforce-rest-api-auth-private-key
        cause          The Lambda reads it exactly as stored, so it cannot sign and answers with status 500.
        to do          Run setup again: it stores the key in the right form.
    ");
    assert!(
        printed
            .out
            .contains(concat!("scv-oauth ", env!("CARGO_PKG_VERSION")))
    );
    assert!(printed.out.contains("globex-salesforce-secret (version "));
}

#[tokio::test]
async fn lines_fit_eighty_columns() {
    let printed = check(&world(), "").await;
    for line in printed.out.lines().chain(printed.err.lines()) {
        let must_be_whole =
            line.split_whitespace().count() < 3 || line.starts_with("  To mend it: ");
        assert!(line.chars().count() <= 80 || must_be_whole, "{line}");
    }
}

#[tokio::test]
async fn the_json_document_has_the_promised_members() {
    let printed = check(&world(), "--json --contact-center tyrell").await;
    assert_eq!(printed.err, "");
    let json = printed.json();
    let center = &json["contact_centers"][0];
    for member in [
        "name",
        "version",
        "version_path",
        "state",
        "healthy",
        "findings",
    ] {
        assert!(!center[member].is_null(), "{member}");
    }
    assert_eq!(
        (&center["version_path"], &center["state"]),
        (&"secrets-manager".into(), &"partly".into())
    );
    let finding = &center["findings"][0];
    for member in ["code", "severity", "where", "what", "why", "fix"] {
        assert!(finding[member].is_string(), "{member}");
    }
    for list in ["causes", "steps", "notes"] {
        assert!(finding[list].is_array(), "{list}");
    }
    assert_eq!(finding["setup_mends"], true);
    assert_eq!(
        (&json["schema"], &json["version"]),
        (&"scv-oauth/check".into(), &1.into())
    );
}
