//! What several tests need.

use crate::bank::{Blueprint, Domain, ItemOrder, MultiplePolicy, Navigation, Share, TopicPath};

/// A blueprint of one hour with such domains, `d0`, `d1`, …, drawing from topics of the same names.
pub(super) fn blueprint(shares: &[Share]) -> Blueprint {
    let items = shares.iter().map(|s| if let Share::Items(n) = s { *n } else { 0 }).sum::<u32>();
    let domain = |(at, share): (usize, &Share)| Domain {
        id: format!("d{at}"),
        title: format!("Domain {at}"),
        share: *share,
        topics: TopicPath::parse(&format!("d{at}")).into_iter().collect(),
        needs: None,
        points: 1,
        types: Vec::new(),
    };
    Blueprint {
        id: "test".into(),
        title: "Test".into(),
        organization: None,
        items: if items == 0 { 100 } else { items },
        pretest: 0,
        minutes: 60,
        warnings: vec![30, 5],
        pass: 70,
        pass_note: None,
        multiple: MultiplePolicy::Exact,
        types: Vec::new(),
        open_book: true,
        navigation: Navigation::Free,
        order: ItemOrder::Mixed,
        levels: None,
        draft: true,
        source: None,
        verified: None,
        effective: None,
        tested: Vec::new(),
        books: Vec::new(),
        domains: shares.iter().enumerate().map(domain).collect(),
    }
}
