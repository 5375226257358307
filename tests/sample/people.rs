//! Who came, what they like, and what they say. None of them exists.

/// Somebody.
#[derive(Debug)]
pub struct Guest {
    pub name: &'static str,
    /// What older logs call them.
    pub mail: &'static str,
    /// What ours calls them.
    pub id: &'static str,
    /// The genres they queue.
    pub likes: [&'static str; 3],
}

/// Everybody.
pub const GUESTS: [Guest; 7] = [
    Guest {
        name: "Ines Marbach",
        mail: "ines.marbach@example.org",
        id: "invented-ines",
        likes: ["folk", "indie", "ambient"],
    },
    Guest {
        name: "Tomasz Wierny",
        mail: "tomasz@example.org",
        id: "invented-tomasz",
        likes: ["electronic", "hip-hop", "rock"],
    },
    Guest {
        name: "Adaeze",
        mail: "adaeze.n@example.org",
        id: "invented-adaeze",
        likes: ["soul", "hip-hop", "tropical"],
    },
    Guest {
        name: "Solveig Aas",
        mail: "solveig@example.org",
        id: "invented-solveig",
        likes: ["folk", "jazz", "ambient"],
    },
    Guest {
        name: "Théo Lacaze",
        mail: "theo.lacaze@example.org",
        id: "invented-theo",
        likes: ["pop", "soul", "electronic"],
    },
    Guest {
        name: "Ruth A.",
        mail: "ruth@example.org",
        id: "invented-ruth",
        likes: ["jazz", "rock", "indie"],
    },
    Guest {
        name: "Kenji O.",
        mail: "kenji.o@example.org",
        id: "invented-kenji",
        likes: ["pop", "tropical", "rock"],
    },
];

/// What older logs call the auto-fill.
pub const BENDER_MAIL: &str = "the@echonest.com";
/// How it found what it played.
pub const STRATEGIES: [&str; 3] = ["genre", "artist", "album"];

/// What people say.
pub const WORDS: [&str; 12] = [
    "This one again? Good.",
    "Who has the corkscrew?",
    "Turn it up, the kitchen can't hear it.",
    "My grandmother would dance to this.",
    "Ça, c'est pour toi.",
    "The dog left the room.",
    "First song of every summer.",
    "Encore!",
    "Is the soup still on?",
    "Somebody is asleep on the coats.",
    "Próxima vez, la letra entera.",
    "Not while I am holding a tray.",
];
