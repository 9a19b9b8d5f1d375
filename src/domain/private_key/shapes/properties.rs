//! What holds for any bytes at all.

use proptest::prelude::*;

use super::{
    super::{
        read,
        stored::{self, StoredKey},
    },
    accepted, armoured, key, pem, pkcs8,
};
use crate::domain::Secret;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_shape_with_any_remarks_around_it_is_the_same_key(
        shape in any::<prop::sample::Index>(),
        before in "[a-zA-Z0-9 .,;!?]{0,40}",
        after in "[a-zA-Z0-9 .,;!?]{0,40}",
    ) {
        // Quotes and base64 are recognised only where they are around everything.
        let quoted = |text: &str| text.starts_with(['"', '\'', '\u{201c}']);
        let mut texts = accepted::texts();
        texts.retain(|(_, text, _)| text.contains("BEGIN ") && !quoted(text));
        let (name, text, _) = shape.get(&texts);
        let intake = read(format!("{before}\n{text}\n{after}").as_bytes(), None);
        prop_assert!(intake.is_ok(), "{name}: {intake:?}");
        prop_assert_eq!(intake.unwrap().key.to_pem(), key().to_pem());
    }

    #[test]
    fn what_the_lambda_can_use_is_read_as_the_same_key(place in 0..1700usize, noise in "\\PC{0,3}") {
        let mut text = pem();
        text.insert_str(place.min(text.len()), &noise);
        if let StoredKey::Usable { key } = stored::judge(&Secret::new(text.clone())) {
            prop_assert!(read(text.as_bytes(), None).is_ok_and(|intake| intake.key == key));
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes, Some(&Secret::new("x")));
        let _ = stored::judge(&Secret::new(String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn no_damaged_key_makes_it_panic(place in any::<prop::sample::Index>(), byte in any::<u8>(), length in 0..1300usize) {
        let mut der = pkcs8();
        let place = place.index(der.len());
        der[place] = byte;
        der.truncate(length);
        let _ = read(&der, Some(&Secret::new("x")));
        let _ = read(armoured("PRIVATE KEY", &der).as_bytes(), None);
    }
}
