//! What a contact flow has to say in multi-org, where one function serves several orgs and is told the secrets with
//! each call. The same words wherever it is told.

/// What the flows must set.
pub fn needed(secret: &str, access: &str) -> String {
    format!("Flows must set secretName = {secret} and accessTokenSecretName = {access}.")
}

/// Where and how.
pub const HOW: &str = "In Amazon Connect: Flows > your flow > block \"Set contact attributes\", before the block that \
                       invokes the function. Add both there, namespace User defined; then save and publish.";
