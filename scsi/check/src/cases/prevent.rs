//! PREVENT ALLOW MEDIUM REMOVAL: cartridges stay where they are as long as any nexus wants it.

use crate::bench::{Bench, FIRST, Who};
use crate::case::{Case, CaseResult, Stop, hold};
use crate::cdb::{move_medium, open_close, prevent};
use crate::drive;
use crate::element::{PORT, STORAGE};
use crate::sense::{ILLEGAL_REQUEST, INVALID_ELEMENT, INVALID_FIELD, INVALID_OPERATION};
use crate::transport::{GOOD, TransportReply};

const CLAUSE: &str = "SPC-4, PREVENT ALLOW MEDIUM REMOVAL";

pub const CASES: &[Case] = &[
    Case {
        id: "smc/prevent-allow/taken-and-given-up",
        title: "Removal can be prevented and allowed, any number of times",
        clause: CLAUSE,
        rule: "both succeed, also when nothing changes by them",
        moves: true,
        steps: |bench| {
            for wanted in [true, true, false, false] {
                let done = bench.optional(&prevent(wanted), "PREVENT ALLOW MEDIUM REMOVAL");
                if done.is_err() && wanted {
                    bench.ask(&prevent(false))?;
                }
                done?;
            }
            Ok(())
        },
    },
    Case {
        id: "smc/prevent-allow/keeps-ports-closed",
        title: "No port is opened while removal is prevented, and one is afterwards",
        clause: "SMC-3, OPEN/CLOSE IMPORT/EXPORT ELEMENT; SPC-4, PREVENT ALLOW MEDIUM REMOVAL",
        rule: "an import/export element is not opened while any nexus prevents removal; once all allow it, it is",
        moves: true,
        steps: keeps_ports_closed,
    },
    Case {
        id: "smc/prevent-allow/keeps-cartridge-in-drive",
        title: "No cartridge is taken out of a drive while removal from it is prevented, and one is afterwards",
        clause: "SPC-4, PREVENT ALLOW MEDIUM REMOVAL; SMC-3, MOVE MEDIUM",
        rule: "while removal from the drive is prevented, a move out of it is an illegal request; once it is allowed, it succeeds",
        moves: true,
        steps: |bench| {
            let (home, drive, lun) = loaded(bench)?;
            prevented(bench, FIRST, lun, true)?;
            let while_prevented = take_out(bench, drive, home);
            let allowed = prevented(bench, FIRST, lun, false);
            expect_kept(&while_prevented?)?;
            allowed?;
            expect_given(bench, drive, home)
        },
    },
    Case {
        id: "smc/prevent-allow/each-nexus-for-itself",
        title: "What one nexus prevents, another does not allow",
        clause: CLAUSE,
        rule: "removal is prevented until every nexus that prevented it has allowed it",
        moves: true,
        steps: |bench| {
            let (home, drive, lun) = loaded(bench)?;
            let other = bench.join()?;
            prevented(bench, FIRST, lun, true)?;
            let allowed = prevented(bench, other, lun, false);
            let while_prevented = take_out(bench, drive, home);
            prevented(bench, FIRST, lun, false)?;
            allowed?;
            expect_kept(&while_prevented?)?;
            expect_given(bench, drive, home)
        },
    },
    Case {
        id: "smc/prevent-allow/ends-with-nexus",
        title: "What a nexus prevents ends with it",
        clause: "SAM-5, I_T nexus loss; SPC-4, PREVENT ALLOW MEDIUM REMOVAL",
        rule: "a nexus that is lost prevents nothing any more",
        moves: true,
        steps: |bench| {
            let (home, drive, lun) = loaded(bench)?;
            let other = bench.join()?;
            prevented(bench, other, lun, true)?;
            bench.leave(other);
            expect_given(bench, drive, home)
        },
    },
];

/// Brings a cartridge into a drive whose logical unit is known. Says where it came from, where it is, and the logical unit.
fn loaded(bench: &mut Bench<'_>) -> Result<(u16, u16, u64), Stop> {
    let (home, drive) = (bench.tape()?.address, bench.drive()?);
    let lun = drive::unit(bench, drive)?;
    let lun = lun.ok_or_else(|| Stop::Skipped("nobody knows which logical unit the drive is".to_owned()))?;
    bench.carry(home, drive)?;
    Ok((home, drive, lun))
}

fn prevented(bench: &mut Bench<'_>, who: Who, lun: u64, wanted: bool) -> CaseResult {
    let reply = bench.ask_unit(who, lun, &prevent(wanted))?;
    if reply.code() == Some(INVALID_OPERATION) {
        return Err(Stop::Unsupported("the drive does not serve PREVENT ALLOW MEDIUM REMOVAL, and need not".to_owned()));
    }
    hold(reply.status == GOOD, "GOOD", reply.words())
}

/// Has the drive let go, if it does, and tries to take the cartridge out.
fn take_out(bench: &mut Bench<'_>, drive: u16, home: u16) -> Result<TransportReply, Stop> {
    bench.let_go(drive)?;
    let transport = bench.transport()?;
    let reply = bench.ask(&move_medium(transport, drive, home))?;
    if reply.status == GOOD {
        bench.remember(drive, home);
    }
    Ok(reply)
}

fn expect_kept(reply: &TransportReply) -> CaseResult {
    hold(reply.code().is_some_and(|code| code.key == ILLEGAL_REQUEST), "CHECK CONDITION 5/53/xx, as removal is prevented", reply.words())
}

fn expect_given(bench: &mut Bench<'_>, drive: u16, home: u16) -> CaseResult {
    let reply = take_out(bench, drive, home)?;
    hold(reply.status == GOOD, "GOOD, as nobody prevents removal", reply.words())
}

fn keeps_ports_closed(bench: &mut Bench<'_>) -> CaseResult {
    let (port, ports) = bench.addresses()?.of(PORT);
    if ports == 0 {
        return Err(Stop::Skipped("there is no import/export element".to_owned()));
    }
    // An open command of an element that is none, to see whether there is such a command at all.
    let (storage, _) = bench.addresses()?.of(STORAGE);
    let reply = bench.ask(&open_close(storage, true))?;
    if reply.code() == Some(INVALID_OPERATION) {
        return Err(Stop::Unsupported("OPEN/CLOSE IMPORT/EXPORT ELEMENT is not served, and need not be".to_owned()));
    }
    let is_refused = matches!(reply.code(), Some(INVALID_ELEMENT | INVALID_FIELD));
    hold(is_refused, format!("CHECK CONDITION {INVALID_ELEMENT} for a storage element"), reply.words())?;
    bench.optional(&prevent(true), "PREVENT ALLOW MEDIUM REMOVAL")?;
    let while_prevented = bench.ask(&open_close(port, true));
    let allowed = bench.ask(&prevent(false));
    let afterwards = bench.ask(&open_close(port, true));
    // Whatever came, the port is closed again.
    let closed = bench.ask(&open_close(port, false));
    let while_prevented = while_prevented?;
    let is_kept = while_prevented.code().is_some_and(|code| code.key == ILLEGAL_REQUEST);
    hold(is_kept, "CHECK CONDITION 5/53/02, as removal is prevented", while_prevented.words())?;
    let (allowed, afterwards) = (allowed?, afterwards?);
    hold(allowed.status == GOOD, "GOOD for allowing removal", allowed.words())?;
    hold(afterwards.status == GOOD, "GOOD for opening, as nobody prevents removal", afterwards.words())?;
    closed.map(drop)
}
