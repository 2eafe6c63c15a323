import assert from "node:assert/strict";
import { test } from "node:test";
import { tellLength } from "../clock.js";
import { digest } from "../digest.js";
import { Standing } from "../standing.js";
import { State } from "../state.js";

// A span as the data of a run have it: without an owner if it has none, and without an end if it has not ended.
const span = (text, kind, first, last, begin, end, more = {}) => ({ row: 0, text, kind, first, last, begin, end, ...more });

const run = {
  begin: 0,
  scenario: { statements: [{ line: 1, last: 1, at: 0, event: 10 }] },
  lanes: [
    { kind: "client", name: "ann", spans: [
      span("OpenNtmsSession user=ann", "wait", 10, 11, 0, 0),
      span("EjectNtmsMedia medium=T1 action=START", "wait", 12, 13, 0, 0),
      span("MountNtmsMedia media=T2.logical drives=nothing", "wait", 40, 41, 60_000, 80_000, { bad: "ERROR_BUSY" }),
      span("MountNtmsMedia media=T3.logical", "wait", 43, null, 80_000, 90_000),
    ] },
    { kind: "requests", name: "requests of L1", spans: [
      span("moving", "work", 1, 2, 0, 0, { of: "INVENTORY#1" }),
      span("waiting", "wait", 12, 20, 0, 10_000, { of: "eject" }),
      span("waiting", "wait", 20, 30, 10_000, 50_000, { of: "eject", bad: "ERROR_X" }),
      span("moving", "work", 42, null, 80_000, 90_000, { of: "MOUNT#1" }),
    ] },
    { kind: "operator", name: "operator", spans: [span("inserts T9", "moment", 14, 14, 4_000, 4_000), span("submitted: bring T9.", "wait", 44, null, 85_000, 90_000, { of: "OPREQ#1" })] },
    { kind: "faults", name: "faults", spans: [
      span("L1.transport.1 jam, for 40s", "trouble", 15, 35, 5_000, 45_000),
      ...[16, 17, 18].map((event) => span("L1.transport.1 jam strikes: a move", "moment", event, event, event * 1000, event * 1000)),
    ] },
    { kind: "drive", name: "L1.drive.1", spans: [span("load", "work", 1, 2, 0, 5)] },
  ],
};

test("a run in short: every call, what ended how, and what struck how often", () => {
  const { entries, more } = digest(run);
  assert.equal(more, 0);
  assert.deepEqual(entries.map(({ event, isBad, told }) => [event, isBad, told]), [
    [12, false, "ann: EjectNtmsMedia T1 – ERROR_SUCCESS"],
    [14, false, "inserts T9"],
    [15, true, "fault: L1.transport.1 jam, for 40s, until 00:00:45.000"],
    [16, true, "L1.transport.1 jam strikes: a move (3 times, until 00:00:18.000)"],
    [30, true, "eject ends badly after 50 s, having waited 2 times: ERROR_X"],
    [40, true, "ann: MountNtmsMedia T2 – ERROR_BUSY after 20 s"],
    [42, true, "MOUNT#1 has not ended: moving"],
    [43, true, "ann: MountNtmsMedia T3 – not answered"],
    [44, false, "people are asked: bring T9, and nobody has done it"],
  ]);
});

test("what was not as it should be stands among the rest", () => {
  const failure = { line: 7, event: 1, came: "it answered ERROR_BUSY" };
  const { entries } = digest({ ...run, lanes: [], failure, events: { at: [0, 5] } });
  assert.deepEqual(entries.map(({ event, told }) => [event, told]), [[1, "line 7 is not met: it answered ERROR_BUSY"]]);
});

test("a run of which there is much is told in forty entries, and the bad ones are among them", () => {
  const spans = Array.from({ length: 300 }, (_, at) => span(`Get${at}`, "wait", 10 + at, 10 + at, at, at, at % 30 === 7 ? { bad: "ERROR_Y" } : {}));
  const { entries, more } = digest({ ...run, lanes: [{ kind: "client", name: "ann", spans }] });
  assert.deepEqual([entries.length, more], [10, 290]);
  assert.ok(entries.every((entry) => entry.isBad));
});

test("lengths in the two units that say most", () => {
  for (const [ms, told] of [[0, "no time"], [250, "250 ms"], [20_000, "20 s"], [61_500, "1 min 1 s"], [7_200_000, "2 h"], [90_000_000, "1 d 1 h"]]) assert.equal(tellLength(ms), told);
});

test("how things stand follows what is so", () => {
  const variables = [
    { what: "service", of: "service" }, { what: "fault", of: "database" }, { what: "request", of: "MOUNT#1" }, { what: "operator_request", of: "OPREQ#1" },
    { what: "stand", of: "L1.transport.1" }, { what: "work", of: "L1.transport.1" }, { what: "open", of: "L1.port.1" },
  ];
  const values = ["running", "fails", "NTMS_LM_QUEUED", "NTMS_OPSTATE_SUBMITTED", "L1.slot.3", "move slot.3 to drive.1", "open", "", "NTMS_LM_PASSED", "stopped"];
  const changes = [[0, 0, 0], [1, 1, 1], [1, 2, 2], [1, 3, 3], [1, 4, 4], [1, 5, 5], [1, 6, 6], [2, 1, 7], [2, 2, 8], [2, 5, 7], [3, 0, 9]];
  const libraries = [{ name: "L1", transports: [1], drives: [1, 1], ports: [{ column: 1, cells: 2, hand: false }] }];
  const lanes = [{ kind: "operator", name: "operator", spans: [span("submitted: bring T1.", "wait", 1, 2, 0, 0, { of: "OPREQ#1" })] }];
  const state = new State({ variables, values, changes });
  state.go(0);
  const standing = new Standing({ state: { variables }, libraries, lanes }, state);
  const told = (event) => {
    standing.some(state.go(event));
    return standing.tell((place) => ({ "L1.port.1.2": ["T1"], "L1.drive.2": ["T2"] })[place] ?? []).map((line) => line.told);
  };
  assert.deepEqual(told(0), ["L1.transport.1 is empty, and rests.", "L1.drive.2 has T2.", "L1.port.1 has T1."]);
  assert.deepEqual(told(1), [
    "✕ database has a fault: fails.", "L1.transport.1 is at slot.3, is empty, and works: move slot.3 to drive.1.", "L1.drive.2 has T2.", "L1.port.1 has T1, open.",
    "People are asked (OPREQ#1): bring T1.", "MOUNT#1 is under way: queued.",
  ]);
  assert.deepEqual(told(3)[0], "✕ The service is stopped.");
  assert.equal(told(3).length, 5);
});
