//! What the exam asks about: its domains with their weights, and its task statements in our own words.

/// A domain of SAA-C03: its number, its name, and percent of the exam.
pub const DOMAINS: [(u8, &str, u32); 4] = [
    (1, "Design Secure Architectures", 30),
    (2, "Design Resilient Architectures", 26),
    (3, "Design High-Performing Architectures", 24),
    (4, "Design Cost-Optimized Architectures", 20),
];

/// The task statements, by their numbers (the digit before the dot is the domain), in our own words.
const TASKS: [(&str, &str); 14] = [
    ("1.1", "Who may call what"),
    ("1.2", "Workloads kept private"),
    ("1.3", "Data protected where it lies and travels"),
    ("2.1", "Loosely coupled and able to grow"),
    ("2.2", "Up while parts are down"),
    ("3.1", "Storage that keeps up"),
    ("3.2", "Compute that follows the load"),
    ("3.3", "Databases that keep up"),
    ("3.4", "Networks that keep up"),
    ("3.5", "Data taken in and transformed"),
    ("4.1", "Storage for less"),
    ("4.2", "Compute for less"),
    ("4.3", "Databases for less"),
    ("4.4", "Networks for less"),
];

/// Whether the exam has a task statement of this number.
#[must_use]
pub fn is_task(number: &str) -> bool {
    TASKS.iter().any(|(of, _)| *of == number)
}

/// The numbers of all task statements, for people: `1.1, 1.2, ...`.
#[must_use]
pub fn task_numbers() -> String {
    TASKS.map(|(number, _)| number).join(", ")
}

/// The name of a task statement; a dash where the exam has none of that number.
#[must_use]
pub fn task(number: &str) -> &'static str {
    TASKS.iter().find(|(of, _)| *of == number).map_or("-", |(_, name)| name)
}

/// The domain a task statement belongs to, by its number; 0 where there is none.
#[must_use]
pub fn domain_of(task: &str) -> u8 {
    task.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{DOMAINS, TASKS, domain_of, task};
    use crate::content::{embedded, library, pack::Domain};

    #[test]
    fn the_weights_are_the_ledgers() {
        let (library, _) = library::load(&embedded::sources());
        for ((word, domain), (number, name, weight)) in Domain::WORDS.into_iter().zip(DOMAINS) {
            let fact = &library.ledger.quotas.numbers[&format!("exam.domains:{word}").into()];
            assert_eq!((domain.number(), fact.is), (number, Some(u64::from(weight))), "{name}");
        }
    }

    #[test]
    fn every_task_belongs_to_a_domain_and_every_question_to_a_task() {
        assert!(TASKS.iter().all(|(number, _)| DOMAINS.iter().any(|d| d.0 == domain_of(number))));
        let (library, _) = library::load(&embedded::sources());
        for item in library.items.values() {
            assert_ne!(task(&item.task), "-", "{}", item.question.id);
        }
        assert_eq!((task("9.9"), domain_of("x")), ("-", 0));
    }
}
