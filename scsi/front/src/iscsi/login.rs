//! The login of a connection (RFC 7143, 6.3): login requests in, login responses out, no sockets.
//!
//! Security comes first, with CHAP or without; then operational parameters; then the full feature phase.

use super::chap::{Challenge, ChapProof};
use super::config::{Authentication, LONGEST_NAME, ServerConfig};
use super::parameters::{Parameters, REJECT, SessionType, Violation};
use super::pdu::frame::Framing;
use super::pdu::request::LoginRequest;
use super::pdu::response::LoginResponse;
use super::serial::Serial;
use super::text::{Collector, Pair, TextError, TextReply};

/// The portal group of every address of the server.
pub const PORTAL_GROUP: &str = "1";

/// Status-Class and Status-Detail of a login that fails (RFC 7143, 11.13.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum LoginFailure {
    /// A request is against the rules.
    InitiatorError = 0x0200,
    /// The initiator has not proved who it is.
    Authentication = 0x0201,
    /// There is no such target.
    NotFound = 0x0203,
    /// The initiator speaks none of the versions of the target.
    Version = 0x0205,
    /// The session takes no other connection.
    TooManyConnections = 0x0206,
    /// A key is missing.
    MissingParameter = 0x0207,
    /// There is no such type of session.
    SessionType = 0x0209,
    /// There is no such session.
    NoSession = 0x020A,
    /// The PDU is no login request.
    NotALogin = 0x020B,
    /// The target has no room for another session.
    OutOfResources = 0x0302,
}

impl LoginFailure {
    /// The response to a request that fails.
    #[must_use]
    pub const fn response(self, request: &LoginRequest) -> LoginResponse {
        let [class, detail] = (self as u16).to_be_bytes();
        LoginResponse {
            transit: false,
            continues: false,
            current_stage: request.current_stage,
            next_stage: 0,
            version_max: VERSION,
            version_active: VERSION,
            isid: request.isid,
            tsih: request.tsih,
            initiator_task_tag: request.initiator_task_tag,
            status_class: class,
            status_detail: detail,
        }
    }
}

impl From<TextError> for LoginFailure {
    fn from(_: TextError) -> Self {
        Self::InitiatorError
    }
}

impl From<Violation> for LoginFailure {
    fn from(_: Violation) -> Self {
        Self::InitiatorError
    }
}

/// Who has logged in, and what was agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Established {
    /// The name of the initiator.
    pub initiator: String,
    /// The initiator's part of the session's identity.
    pub isid: [u8; 6],
    /// The session that the connection wants to belong to; zero for a new one.
    pub tsih: u16,
    /// The number of the connection.
    pub cid: u16,
    /// CmdSN of the first command.
    pub cmd_sn: Serial,
    /// What the session is for.
    pub session: SessionType,
    /// What was agreed.
    pub parameters: Parameters,
}

/// What follows from a login request.
#[derive(Clone, Debug)]
pub enum LoginStep {
    /// The login goes on.
    Answer(LoginResponse, Vec<u8>),
    /// This is the last response of the login, its TSIH not yet filled in.
    Done(LoginResponse, Vec<u8>, Box<Established>),
}

const VERSION: u8 = 0;
const SECURITY: u8 = 0;
const OPERATIONAL: u8 = 1;
const FULL_FEATURE: u8 = 3;

/// What the first request said, and the others must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    isid: [u8; 6],
    tsih: u16,
    cid: u16,
}

impl Identity {
    const fn of(request: &LoginRequest) -> Self {
        Self { isid: request.isid, tsih: request.tsih, cid: request.cid }
    }
}

/// A login on its way.
#[derive(Debug)]
pub struct Login<'a> {
    config: &'a ServerConfig,
    identity: Option<Identity>,
    stage: u8,
    initiator: Option<String>,
    session: SessionType,
    proof: Option<ChapProof<'a>>,
    method_chosen: bool,
    declared: bool,
    parameters: Parameters,
    answered: Vec<String>,
    collector: Collector,
    reply: TextReply,
}

impl<'a> Login<'a> {
    /// A login that begins, with the challenge that an initiator gets if it has to prove itself.
    #[must_use]
    pub fn new(config: &'a ServerConfig, challenge: Challenge) -> Self {
        let proof = match &config.authentication {
            Authentication::None => None,
            Authentication::Chap { initiator, target } => Some(ChapProof::new(initiator, target.as_ref(), challenge)),
        };
        Self {
            config,
            identity: None,
            stage: SECURITY,
            initiator: None,
            session: SessionType::Normal,
            proof,
            method_chosen: false,
            declared: false,
            parameters: Parameters::default(),
            answered: Vec::new(),
            collector: Collector::default(),
            reply: TextReply::default(),
        }
    }

    /// Takes a request.
    ///
    /// # Errors
    ///
    /// When the login fails. The connection ends with the [response](LoginFailure::response) that tells it.
    pub fn step(&mut self, request: &LoginRequest, data: &[u8]) -> Result<LoginStep, LoginFailure> {
        self.follow(request)?;
        if !self.reply.is_sent() {
            // The initiator fetches the rest of a long text, and has nothing to say meanwhile.
            return if data.is_empty() { Ok(self.answer(request)) } else { Err(LoginFailure::InitiatorError) };
        }
        let Some(pairs) = self.collector.take(data, request.continues)? else { return Ok(self.answer(request)) };
        self.reply = TextReply::default();
        let (introduction, pairs): (Vec<Pair>, Vec<Pair>) = pairs.into_iter().partition(|(key, _)| INTRODUCTION.contains(&key.as_str()));
        if self.initiator.is_none() {
            self.introduce(&introduction)?;
        } else if !introduction.is_empty() {
            return Err(LoginFailure::InitiatorError);
        }
        // An initiator that leaves out security is taken at its word only if the target wants no proof.
        if self.stage == OPERATIONAL && self.proof.as_ref().is_some_and(|proof| !proof.is_done()) {
            return Err(LoginFailure::Authentication);
        }
        let (security, operational): (Vec<Pair>, Vec<Pair>) =
            pairs.into_iter().partition(|(key, _)| key == "AuthMethod" || key.starts_with("CHAP_"));
        self.secure(&security)?;
        self.negotiate(&operational)?;
        Ok(self.answer(request))
    }

    /// Looks at the header of a request: the same session and connection, a stage that it can be in.
    fn follow(&mut self, request: &LoginRequest) -> Result<(), LoginFailure> {
        let identity = Identity::of(request);
        if *self.identity.get_or_insert_with(|| {
            self.stage = request.current_stage;
            identity
        }) != identity
        {
            return Err(LoginFailure::InitiatorError);
        }
        if request.version_min > VERSION {
            return Err(LoginFailure::Version);
        }
        let goes_forward = matches!(request.next_stage, OPERATIONAL | FULL_FEATURE) && request.next_stage > self.stage;
        let possible = matches!(self.stage, SECURITY | OPERATIONAL)
            && request.current_stage == self.stage
            && !(request.transit && (request.continues || !goes_forward));
        if possible { Ok(()) } else { Err(LoginFailure::InitiatorError) }
    }

    /// Takes the names that the first text has to have.
    fn introduce(&mut self, keys: &[Pair]) -> Result<(), LoginFailure> {
        // A key is said once in a login (RFC 7143, 6.3).
        let is_doubled = |(at, (key, _)): (usize, &Pair)| keys.iter().take(at).any(|(before, _)| before == key);
        if keys.iter().enumerate().any(is_doubled) {
            return Err(LoginFailure::InitiatorError);
        }
        let key = |name| keys.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let initiator = key("InitiatorName").ok_or(LoginFailure::MissingParameter)?;
        if initiator.is_empty() || initiator.len() > LONGEST_NAME || initiator.chars().any(char::is_control) {
            return Err(LoginFailure::InitiatorError);
        }
        self.session = match key("SessionType") {
            None | Some("Normal") => SessionType::Normal,
            Some("Discovery") => SessionType::Discovery,
            Some(_) => return Err(LoginFailure::SessionType),
        };
        match (self.session, key("TargetName")) {
            (SessionType::Normal, None) => return Err(LoginFailure::MissingParameter),
            // Names are compared without regard to case (RFC 3722).
            (_, Some(name)) if !name.eq_ignore_ascii_case(&self.config.target) => return Err(LoginFailure::NotFound),
            (SessionType::Normal, Some(_)) => self.reply.add("TargetPortalGroupTag", PORTAL_GROUP),
            (SessionType::Discovery, _) => {}
        }
        self.initiator = Some(initiator.to_owned());
        Ok(())
    }

    fn secure(&mut self, keys: &[Pair]) -> Result<(), LoginFailure> {
        let (methods, chap): (Vec<&Pair>, Vec<&Pair>) = keys.iter().partition(|(key, _)| key == "AuthMethod");
        if self.stage != SECURITY && !keys.is_empty() {
            return Err(LoginFailure::InitiatorError);
        }
        for (_, offered) in methods {
            let method = if self.proof.is_some() { "CHAP" } else { "None" };
            if self.method_chosen {
                return Err(LoginFailure::InitiatorError);
            }
            if !offered.split(',').any(|offer| offer == method) {
                return Err(LoginFailure::Authentication);
            }
            self.reply.add("AuthMethod", method);
            self.method_chosen = true;
        }
        let chap: Vec<Pair> = chap.into_iter().cloned().collect();
        match &mut self.proof {
            Some(proof) if self.method_chosen => proof.step(&chap, &mut self.reply).map_err(|_| LoginFailure::Authentication),
            Some(_) | None if chap.is_empty() => Ok(()),
            Some(_) | None => Err(LoginFailure::InitiatorError),
        }
    }

    fn negotiate(&mut self, keys: &[Pair]) -> Result<(), LoginFailure> {
        // What the first burst may be depends on what any burst may be, in whichever order they are offered (RFC 7143, 13.14).
        let (bounds, others): (Vec<&Pair>, Vec<&Pair>) = keys.iter().partition(|(key, _)| key == "MaxBurstLength");
        for (key, value) in bounds.into_iter().chain(others) {
            // A key is negotiated once in a login (RFC 7143, 6.3).
            if self.answered.contains(key) {
                return Err(LoginFailure::InitiatorError);
            }
            self.answered.push(key.clone());
            // What the initiator did not understand, or calls irrelevant, was declared by the target; there is nothing to answer.
            if !matches!(value.as_str(), super::parameters::NOT_UNDERSTOOD | super::parameters::IRRELEVANT | REJECT) {
                self.parameters.negotiate(key, value, self.session, &mut self.reply)?;
            }
        }
        if self.stage == OPERATIONAL && !self.declared {
            self.declared = true;
            self.parameters.longest_received = Parameters::LONGEST_RECEIVED;
            self.reply.add("MaxRecvDataSegmentLength", &Parameters::LONGEST_RECEIVED.to_string());
        }
        Ok(())
    }

    /// The next response: a part of the reply, and the next stage if both sides are ready for it.
    fn answer(&mut self, request: &LoginRequest) -> LoginStep {
        let data = self.reply.part(Framing::DEFAULT_LONGEST);
        let proved = self.proof.as_ref().is_none_or(ChapProof::is_done);
        let transit = request.transit && self.reply.is_sent() && proved && self.initiator.is_some();
        let response = LoginResponse {
            transit,
            continues: !self.reply.is_sent(),
            current_stage: self.stage,
            next_stage: if transit { request.next_stage } else { 0 },
            version_max: VERSION,
            version_active: VERSION,
            isid: request.isid,
            tsih: request.tsih,
            initiator_task_tag: request.initiator_task_tag,
            status_class: 0,
            status_detail: 0,
        };
        match (&self.initiator, response.next_stage) {
            (Some(initiator), FULL_FEATURE) => {
                self.parameters.settle();
                let established = Established {
                    initiator: initiator.clone(),
                    isid: request.isid,
                    tsih: request.tsih,
                    cid: request.cid,
                    cmd_sn: request.cmd_sn,
                    session: self.session,
                    parameters: self.parameters,
                };
                LoginStep::Done(response, data, Box::new(established))
            }
            _ => {
                if transit {
                    self.stage = request.next_stage;
                }
                LoginStep::Answer(response, data)
            }
        }
    }
}

/// The keys by which an initiator says who it is and what it wants.
const INTRODUCTION: [&str; 3] = ["InitiatorName", "TargetName", "SessionType"];
