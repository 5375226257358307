//! Signing in and being allowed: what Google and Spotify's accounts are asked, and what they answer.
//!
//! Must never: keep a token, or decide whom to believe beyond what the standards demand.

pub mod google;
pub mod spotify;

use std::pin::Pin;

use oauth2::{
    AsyncHttpClient, HttpRequest, HttpResponse, RequestTokenError,
    basic::{BasicErrorResponse, BasicErrorResponseType as Type},
};

use crate::{
    app::ports::ServiceFailure,
    outgoing::{NoAnswer, Outgoing},
};

/// How the standards' library sends what it has put together.
impl<'a> AsyncHttpClient<'a> for Outgoing {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'a>>;

    fn call(&'a self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// What a token endpoint's failure means. Its own words are not repeated: they may hold what was sent.
fn failure(error: &RequestTokenError<NoAnswer, BasicErrorResponse>) -> ServiceFailure {
    match error {
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            kind @ (Type::InvalidClient | Type::UnauthorizedClient | Type::UnsupportedGrantType) => {
                ServiceFailure::Misconfigured(kind.to_string())
            }
            Type::Extension(kind) if kind == "redirect_uri_mismatch" => {
                ServiceFailure::Misconfigured("it does not know our redirect address".into())
            }
            Type::Extension(kind) if kind == "server_error" || kind == "temporarily_unavailable" => {
                ServiceFailure::Unavailable(kind.clone())
            }
            kind => ServiceFailure::Refused(kind.to_string()),
        },
        RequestTokenError::Request(no_answer) => ServiceFailure::Unavailable(no_answer.to_string()),
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            ServiceFailure::Unavailable("its answer makes no sense".into())
        }
    }
}
