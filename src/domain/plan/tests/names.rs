//! Plans of contact centers below 19.0: which parameters the variables are to name, and which are left alone.

use super::*;

/// A token as the function caches it.
const TOKEN: &str = "00D5g00000ABCDE!AQ0AQ";

/// A contact center whose variables name these parameters in place of the standard ones; all of them exist.
fn naming(names: &[(&'static str, &str)]) -> Snapshot {
    let keys = RestKeys::of("acme");
    let mut snapshot = with_parameters(&keys.subject, &keys.audience);
    for function in [&mut snapshot.function, &mut snapshot.latest] {
        let environment = &mut function.as_mut().unwrap().environment;
        let Environment::Variables(variables) = environment else {
            panic!("unreadable");
        };
        variables.extend(names.iter().map(|(v, n)| ((*v).into(), (*n).into())));
    }
    let token = parameter(&keys.access_token, TOKEN);
    snapshot.parameters.extend([token]);
    let named = names.iter().filter(|(_, name)| !name.contains(' '));
    for (_, name) in named {
        let entry = snapshot.parameters.entry((*name).to_owned());
        entry.or_insert_with(|| parameter(name, "shared").1);
    }
    snapshot
}

/// The parameters that are written, with what.
fn written(plan: &Plan) -> Vec<(&str, &str)> {
    let writes = plan.writes.iter();
    let parameters = writes.filter_map(|write| match write {
        Write::Parameter { write, .. } => Some((write.name.as_str(), write.value.expose())),
        _ => None,
    });
    parameters.collect()
}

fn says(plan: &Plan, words: &[&str]) -> bool {
    let mut notices = plan.notices.iter();
    notices.any(|notice| words.iter().all(|word| notice.text.contains(word)))
}

#[test]
fn telephonys_parameter_is_never_written_whichever_variable_names_it() {
    let keys = RestKeys::of("acme");
    let five = variable::FOUR.into_iter().chain([variable::ACCESS_TOKEN]);
    for variable in five {
        let plan = plan(&wanted(), &naming(&[(variable, TELEPHONY)]));
        let names: Vec<&str> = written(&plan).into_iter().map(|(name, _)| name).collect();
        assert!(!names.contains(&TELEPHONY), "{variable}: {names:?}");
        assert_eq!(names.len(), 5, "{variable}: {names:?}");
        assert!(names.contains(&keys.access_token.as_str()));
        assert_eq!(function_write(&plan).unwrap().changed, [variable]);
        assert!(says(&plan, &[variable, TELEPHONY]), "{:?}", plan.notices);
        let journalled = token_parameter(&naming(&[(variable, TELEPHONY)]));
        assert_eq!(journalled, keys.access_token);
    }
}

#[test]
fn a_value_is_not_reset_as_a_token_where_the_variable_of_the_token_names_it_too() {
    let keys = RestKeys::of("acme");
    let snapshot = naming(&[(variable::ACCESS_TOKEN, &keys.consumer_key)]);
    let plan = plan(&wanted(), &snapshot);
    let key = wanted().consumer_key.secret().expose().to_owned();
    assert_eq!(written(&plan)[0], (keys.consumer_key.as_str(), &*key));
    let last = *written(&plan).last().unwrap();
    assert_eq!(last, (keys.access_token.as_str(), WORTHLESS_TOKEN));
    assert_eq!(written(&plan).len(), 5);
    let write = function_write(&plan).unwrap();
    assert_eq!(write.changed, [variable::ACCESS_TOKEN]);
    assert_eq!(write.variables[variable::ACCESS_TOKEN], keys.access_token);
    assert!(says(
        &plan,
        &[variable::ACCESS_TOKEN, variable::CONSUMER_KEY]
    ));
}

#[test]
fn variables_that_share_a_parameter_get_each_its_own_and_no_parameter_is_written_twice() {
    let keys = RestKeys::of("acme");
    let shared = "acme-salesforce-shared";
    for (names, changed) in [
        (
            vec![
                (variable::CONSUMER_KEY, shared),
                (variable::SUBJECT, shared),
            ],
            vec![variable::CONSUMER_KEY, variable::SUBJECT],
        ),
        (
            vec![(variable::AUDIENCE, keys.subject.as_str())],
            vec![variable::AUDIENCE],
        ),
        // What is freed for one may be taken by another.
        (
            vec![
                (variable::CONSUMER_KEY, shared),
                (variable::PRIVATE_KEY, shared),
                (variable::SUBJECT, keys.private_key.as_str()),
            ],
            vec![
                variable::CONSUMER_KEY,
                variable::PRIVATE_KEY,
                variable::SUBJECT,
            ],
        ),
    ] {
        let snapshot = naming(&names);
        let plan = plan(&wanted(), &snapshot);
        let mut names: Vec<&str> = written(&plan).into_iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        let mut standard = keys.four().to_vec();
        standard.push(&keys.access_token);
        standard.sort_unstable();
        assert_eq!(names, standard);
        assert_eq!(function_write(&plan).unwrap().changed, changed);
        assert!(says(&plan, &["are not to name one parameter"]));
        assert!(plan.refusals.is_empty(), "{:?}", plan.refusals);
    }
}

#[test]
fn a_variable_of_the_token_that_names_no_parameter_gets_one_to_name() {
    let keys = RestKeys::of("acme");
    for (holds, told) in [("", false), ("no name at all", true)] {
        let plan = plan(&wanted(), &naming(&[(variable::ACCESS_TOKEN, holds)]));
        let write = function_write(&plan).unwrap();
        assert_eq!(write.variables[variable::ACCESS_TOKEN], keys.access_token);
        assert_eq!(says(&plan, &[variable::ACCESS_TOKEN]), told, "{holds}");
    }
    // A name of somebody's own stays: the function makes the parameter.
    let plan = plan(
        &wanted(),
        &naming(&[(variable::ACCESS_TOKEN, "/own/token")]),
    );
    assert!(function_write(&plan).is_none());
    assert_eq!(
        *written(&plan).last().unwrap(),
        ("/own/token", WORTHLESS_TOKEN)
    );
}
