//! The map of the rules names functions and tests that exist.

const MAP: &str = include_str!("../../docs/billing.md");

/// The texts of a folder's files, and of its folders'.
fn texts(folder: &str) -> String {
    let mut all = String::new();
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                Some(rs) if rs == "rs" => all += &std::fs::read_to_string(path).unwrap(),
                _ if path.is_dir() => folders.push(path),
                _ => {}
            }
        }
    }
    all
}

#[test]
fn every_function_and_test_of_the_map_exists() {
    let code = texts("src") + &texts("tests");
    let paths = MAP.split('`').skip(1).step_by(2).filter(|name| name.contains("::"));
    let names: Vec<&str> = paths.filter_map(|path| path.rsplit("::").next()).collect();
    assert!(names.len() > 70, "only {} names were found", names.len());
    let missing: Vec<&&str> = names.iter().filter(|name| !code.contains(&format!("fn {name}("))).collect();
    let generic: Vec<&&&str> = missing.iter().filter(|name| !code.contains(&format!("fn {name}<"))).collect();
    assert!(generic.is_empty(), "{generic:?}");
}
