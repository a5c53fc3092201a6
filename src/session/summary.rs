//! The end of a session.

use super::parts::{Earlier, Now};
use super::sitting::Study;
use super::view::{Missed, Summary, TopicScore};
use crate::grading::Points;

impl Study {
    /// How it went, what was answered before it was resumed included.
    pub(super) fn summary(&self, now: Now) -> Summary {
        let here = self.answers.iter().map(|a| Earlier {
            question: a.item.question.id.clone(),
            topic: (a.item.question.topic.to_string(), a.item.topic_title.clone()),
            stem: a.item.question.stem.value.clone(),
            points: a.points,
            max_points: a.maximum,
            correct: a.correct,
        });
        let all: Vec<Earlier> = self.setup.earlier.iter().cloned().chain(here).collect();
        let mut topics: Vec<TopicScore> = Vec::new();
        for answer in &all {
            let (topic, title) = answer.topic.clone();
            let at = topics.iter().position(|t| t.topic == topic).unwrap_or_else(|| {
                topics.push(TopicScore { topic, title, attempts: 0, correct: 0 });
                topics.len() - 1
            });
            topics[at].attempts += 1;
            topics[at].correct += usize::from(answer.correct);
        }
        topics.sort_by(|a, b| a.topic.cmp(&b.topic));
        Summary {
            answered: all.len(),
            left: self.done.iter().filter(|d| !**d).count(),
            correct: all.iter().filter(|a| a.correct).count(),
            points: all.iter().map(|a| a.points).sum::<Points>(),
            max_points: all.iter().map(|a| a.max_points).sum::<Points>(),
            seconds: now.monotonic - self.started.unwrap_or(now.monotonic),
            topics,
            missed: all
                .into_iter()
                .filter(|a| !a.correct)
                .map(|a| Missed { question: a.question, stem: a.stem })
                .collect(),
        }
    }
}
