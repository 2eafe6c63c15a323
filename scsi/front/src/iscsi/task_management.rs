//! Task management functions (RFC 7143, 11.5, 11.6; SAM-5, 7).

use rsmlab_scsi::nexus::Nexus;

use super::full_feature::{Flow, FullFeature};
use super::lun;
use super::pdu::request::{TaskFunction, TaskManagementRequest};
use super::pdu::response::{TaskManagementResponse, TaskOutcome};
use super::tasks::Scope;
use super::window::Permit;
use super::wire::Outgoing;
use crate::service::ResetScope;

impl FullFeature<'_> {
    pub(super) fn manage(&mut self, nexus: Nexus, pdu: &TaskManagementRequest, permit: Permit) -> Flow {
        let lun = lun::decode(pdu.lun);
        let (outcome, flow) = match TaskFunction::of(pdu.function) {
            Some(TaskFunction::AbortTask) => (self.abort_task(pdu), Flow::GoesOn),
            Some(TaskFunction::AbortTaskSet) => (self.on_unit(lun, |all| all.abort_own(Scope::Unit(lun))), Flow::GoesOn),
            Some(TaskFunction::ClearTaskSet) => (self.on_unit(lun, |all| all.abort_everybodys(Scope::Unit(lun))), Flow::GoesOn),
            Some(TaskFunction::LogicalUnitReset) => {
                let reset = |all: &mut Self| all.reset(nexus, Scope::Unit(lun), ResetScope::LogicalUnit(lun));
                (self.on_unit(lun, reset), Flow::GoesOn)
            }
            Some(TaskFunction::TargetWarmReset) => {
                self.reset(nexus, Scope::All, ResetScope::Target);
                (TaskOutcome::Complete, Flow::GoesOn)
            }
            Some(TaskFunction::TargetColdReset) => {
                // As after switching it on, nobody is connected.
                self.reset(nexus, Scope::All, ResetScope::Target);
                for session in self.shared.sessions.others(&self.session) {
                    session.output.close();
                }
                (TaskOutcome::Complete, Flow::Ends)
            }
            Some(TaskFunction::TaskReassign) => (TaskOutcome::NoReassignment, Flow::GoesOn),
            Some(TaskFunction::ClearAca) => (TaskOutcome::NotSupported, Flow::GoesOn),
            None => (TaskOutcome::Rejected, Flow::GoesOn),
        };
        let initiator_task_tag = pdu.initiator_task_tag;
        let response = TaskManagementResponse { last: true, response: outcome as u8, initiator_task_tag };
        self.session.output.push(Outgoing::status(&response, Vec::new(), Some(permit)));
        flow
    }

    fn on_unit(&mut self, lun: u64, act: impl FnOnce(&mut Self)) -> TaskOutcome {
        let exists = usize::try_from(lun).is_ok_and(|lun| lun < self.shared.service.units().len());
        if !exists {
            return TaskOutcome::NoSuchUnit;
        }
        act(self);
        TaskOutcome::Complete
    }

    fn abort_task(&mut self, pdu: &TaskManagementRequest) -> TaskOutcome {
        let found = self.session.abort(Scope::Tag(pdu.referenced_task_tag), &*self.shared.service) > 0;
        // What waited behind it in line may go on.
        for lun in self.session.tasks.lines() {
            self.start_line(lun);
        }
        if found || self.forgo(pdu.ref_cmd_sn, pdu.cmd_sn) { TaskOutcome::Complete } else { TaskOutcome::NoSuchTask }
    }

    fn abort_own(&mut self, scope: Scope) {
        self.session.abort(scope, &*self.shared.service);
    }

    fn abort_everybodys(&mut self, scope: Scope) {
        self.abort_own(scope);
        for session in self.shared.sessions.others(&self.session) {
            session.clear(scope, &*self.shared.service);
        }
    }

    fn reset(&mut self, nexus: Nexus, scope: Scope, reset: ResetScope) {
        self.abort_everybodys(scope);
        self.shared.service.reset(nexus, reset);
    }
}
