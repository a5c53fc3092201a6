use super::*;
use crate::code::{Editions, System};

#[test]
fn the_finding_aid_can_be_read_and_leads_to_codes_that_exist() {
    let aid = Aid::read(SHIPPED_AID).unwrap_or_else(|e| panic!("{e}"));
    assert!(aid.len() > 1_500, "{}", aid.len());
    let editions = Editions::open(None);
    let book = editions.latest(System::Icd10Cm).unwrap().book().unwrap();
    let mut wrong = Vec::new();
    for term in aid.terms() {
        let codes: Vec<&String> = match &term.leads {
            Leads::To(code) => vec![code],
            Leads::Asks(choices) => choices.iter().map(|(_, code)| code).collect(),
        };
        for code in codes {
            if book.named(code).is_none_or(|p| !book.rank(p).is_code()) {
                wrong.push(format!("{}: {code}", term.say[0]));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
