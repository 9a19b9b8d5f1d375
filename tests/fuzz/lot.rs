//! Which inputs are worth what takes long.

/// Whether this is one of the few inputs, one in so many. The same input always is or always is not, and no
/// mutation can lean to one side.
pub fn falls_on(data: &[u8], one_in: u32) -> bool {
    // FNV-1a.
    let hash = data.iter().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    hash.is_multiple_of(one_in)
}
