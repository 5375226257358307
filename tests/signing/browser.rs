//! A browser: it keeps cookies, says where a request comes from, and follows no redirect unless told to.

use std::sync::Arc;

use reqwest::{
    Client, Method, RequestBuilder, Response, Url,
    cookie::{CookieStore, Jar},
    redirect::Policy,
};
use serde_json::{Value, json};

use crate::support::people::{Person, Socket};

#[derive(Clone)]
pub struct Browser {
    /// The program it looks at.
    pub url: String,
    jar: Arc<Jar>,
    http: Client,
}

impl Browser {
    pub fn at(url: &str) -> Self {
        let jar = Arc::new(Jar::default());
        // A connection of a process that was killed must not be used again.
        let client = Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0);
        let http = client.cookie_provider(Arc::clone(&jar)).build().expect("a client");
        Self { url: url.to_owned(), jar, http }
    }

    /// The same browser, looking at another replica.
    pub fn on(&self, url: &str) -> Self {
        Self { url: url.to_owned(), ..self.clone() }
    }

    /// Somebody types an address, or comes by a bookmark.
    pub async fn open(&self, address: &str) -> Response {
        self.navigate(address, "none").await
    }

    /// Somebody follows a link of another site, or is sent by one.
    pub async fn come_from_elsewhere(&self, address: &str) -> Response {
        self.navigate(address, "cross-site").await
    }

    async fn navigate(&self, address: &str, from: &str) -> Response {
        let address =
            if address.starts_with('/') { format!("{}{address}", self.url) } else { address.into() };
        let request = self.http.get(address).header("sec-fetch-site", from);
        let request = request.header("sec-fetch-mode", "navigate").header("sec-fetch-dest", "document");
        request.send().await.expect("the server answers")
    }

    /// Our own page asks.
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(format!("{}{path}", self.url)).header("sec-fetch-site", "same-origin")
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.change(Method::POST, path)
    }

    pub fn delete(&self, path: &str) -> RequestBuilder {
        self.change(Method::DELETE, path)
    }

    fn change(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        request.header("origin", &self.url).header("sec-fetch-site", "same-origin")
    }

    /// Another site's page asks, in this browser.
    pub fn foreign(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.url));
        request.header("origin", "https://evil.example").header("sec-fetch-site", "cross-site")
    }

    /// What our own page reads here as JSON.
    pub async fn read(&self, path: &str) -> Value {
        self.get(path).send().await.expect("the server answers").json().await.expect("JSON")
    }

    /// All cookies, as they are sent.
    pub fn cookies(&self) -> String {
        let sent = self.jar.cookies(&self.url());
        sent.and_then(|sent| sent.to_str().ok().map(str::to_owned)).unwrap_or_default()
    }

    /// The cookie that is the session, with its name.
    pub fn session(&self) -> String {
        let all = self.cookies();
        all.split("; ").find(|cookie| cookie.starts_with("echonest=")).unwrap_or_default().to_owned()
    }

    /// Somebody else puts a cookie into this browser.
    pub fn plant(&self, cookie: &str) {
        self.jar.add_cookie_str(cookie, &self.url());
    }

    fn url(&self) -> Url {
        Url::parse(&self.url).expect("an address")
    }

    /// Comes in as a guest.
    pub async fn guest(&self, name: &str) -> Person {
        let answer = self.post("/login/guest").json(&json!({ "name": name })).send().await;
        assert_eq!(answer.expect("the server answers").status(), 200, "guests are let in");
        self.person().await
    }

    /// Who the server says this is.
    pub async fn you(&self) -> Option<Value> {
        let answer = self.get("/api/v1/me").send().await.expect("the server answers");
        if answer.status() == 401 {
            return None;
        }
        Some(answer.json::<Value>().await.expect("JSON")["you"].clone())
    }

    /// Whoever is signed in here, to open sockets and give commands as now.
    pub async fn person(&self) -> Person {
        let you = self.you().await.expect("somebody is signed in");
        let id = you["id"].as_str().expect("an id").to_owned();
        Person { url: self.url.clone(), id, cookie: self.session(), http: self.http.clone() }
    }

    /// Begins something at another service: the address of its page.
    pub async fn away(&self, path: &str) -> String {
        let answer = self.open(path).await;
        assert_eq!(answer.status(), 303, "{path} leads to another service");
        location(&answer)
    }

    /// Signs in with Google: where that ends.
    pub async fn sign_in(&self, who: &str) -> String {
        let back = agree(&self.away("/login/google").await, who).await;
        location(&self.come_from_elsewhere(&back).await)
    }

    /// Connects Spotify: where that ends.
    pub async fn connect(&self, who: &str) -> String {
        self.connect_by("/connect/spotify?playlists=true", who).await
    }

    pub async fn connect_by(&self, path: &str, who: &str) -> String {
        let back = agree(&self.away(path).await, who).await;
        location(&self.come_from_elsewhere(&back).await)
    }

    /// How the connection to Spotify stands.
    pub async fn standing(&self) -> String {
        self.read("/api/v1/spotify").await["state"].as_str().expect("a state").to_owned()
    }

    /// Asks for the own playlists: the status.
    pub async fn playlists(&self) -> u16 {
        self.get("/api/v1/playlists").send().await.expect("the server answers").status().as_u16()
    }
}

/// Somebody agrees on a service's page: where it sends them back to.
pub async fn agree(page: &str, who: &str) -> String {
    let client = Client::builder().redirect(Policy::none()).build().expect("a client");
    let page = Url::parse_with_params(page, [("_as", who)]).expect("an address");
    location(&client.get(page).send().await.expect("the stand-in answers"))
}

/// Somebody goes back from a service's page without agreeing.
pub async fn cancel(page: &str) -> String {
    let client = Client::builder().redirect(Policy::none()).build().expect("a client");
    let mut page = Url::parse(page).expect("an address");
    let request = page.query().unwrap_or_default().to_owned();
    page.set_query(None);
    let form = [("request", request.as_str()), ("cancel", "yes")];
    location(&client.post(format!("{page}/choose")).form(&form).send().await.expect("the stand-in answers"))
}

/// Where an answer leads.
pub fn location(answer: &Response) -> String {
    let location = answer.headers().get("location").and_then(|to| to.to_str().ok());
    location.unwrap_or_else(|| panic!("{} leads nowhere", answer.status())).to_owned()
}

/// One field of an address's query.
pub fn field(address: &str, name: &str) -> String {
    let url = Url::parse(address).expect("an address");
    let mut fields = url.query_pairs();
    fields.find(|(field, _)| field == name).map(|(_, value)| value.into_owned()).expect("the field is there")
}

/// An address with another value for one field of its query.
pub fn with_field(address: &str, name: &str, value: &str) -> String {
    let mut url = Url::parse(address).expect("an address");
    let others: Vec<_> = url.query_pairs().into_owned().filter(|(field, _)| field != name).collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
    url.into()
}

/// Searches: the status, and what was answered.
pub async fn search(browser: &Browser, text: &str) -> (u16, Value) {
    let answer = browser.get("/api/v1/search").query(&[("q", text)]).send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

/// Waits until the server closes a socket, and sees that it said why.
pub async fn is_signed_out(mut socket: Socket) {
    while socket.next().await.is_ok() {}
    assert_eq!(socket.heard.back().map(|last| last["code"].clone()), Some(json!("signed_out")));
}
