//! The end of a session.

use super::sitting::{Now, Study};
use super::view::{Missed, Summary, TopicScore};
use crate::grading::Points;

impl Study {
    /// How it went.
    pub(super) fn summary(&self, now: Now) -> Summary {
        let mut topics: Vec<TopicScore> = Vec::new();
        for answered in &self.answers {
            let topic = answered.item.question.topic.to_string();
            let at = topics.iter().position(|t| t.topic == topic).unwrap_or_else(|| {
                let title = answered.item.topic_title.clone();
                topics.push(TopicScore { topic, title, attempts: 0, correct: 0 });
                topics.len() - 1
            });
            topics[at].attempts += 1;
            topics[at].correct += usize::from(answered.mark.correct);
        }
        topics.sort_by(|a, b| a.topic.cmp(&b.topic));
        let missed = self.answers.iter().filter(|a| !a.mark.correct).map(|a| Missed {
            question: a.item.question.id.clone(),
            stem: a.item.question.stem.value.clone(),
        });
        Summary {
            answered: self.answers.len(),
            left: self.done.iter().filter(|d| !**d).count(),
            correct: self.answers.iter().filter(|a| a.mark.correct).count(),
            points: self.answers.iter().map(|a| a.mark.points).sum::<Points>(),
            max_points: self.answers.iter().map(|a| a.mark.maximum).sum::<Points>(),
            seconds: now.monotonic - self.started.unwrap_or(now.monotonic),
            topics,
            missed: missed.collect(),
        }
    }
}
