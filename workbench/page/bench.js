// The bench: rsmlab in a worker, asked one thing after another. What holds it up is ended, and another begins.

export class Bench {
  // `begin` makes a worker; `first` is what each is told before anything is asked of it.
  constructor(begin, first) {
    this.begin = begin;
    this.first = first;
    this.asked = new Map();
    this.count = 0;
    this.broken = null;
    this.start();
  }

  start() {
    this.isReady = false;
    this.worker = this.begin();
    this.worker.onmessage = ({ data }) => this.answered(data);
    this.worker.onerror = (event) => this.end(event.message ?? "the worker does not begin");
    const ready = () => (this.isReady = true);
    this.ask("begin", this.first).then(ready, () => {});
  }

  // Asks for something; the promise has the answer, or fails with what went wrong.
  ask(what, said) {
    if (this.broken) return Promise.reject(new Error(this.broken));
    const id = ++this.count;
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.worker.postMessage({ id, what, ...said });
    });
  }

  answered({ id, answer, trouble }) {
    // After a panic nothing in the module is as it should be.
    if (trouble !== undefined) return this.end(trouble);
    this.asked.get(id)?.resolve(answer);
    this.asked.delete(id);
  }

  // Ends what is at work; whoever waits for an answer hears why there is none.
  end(why) {
    this.worker.terminate();
    const asked = [...this.asked.values()];
    this.asked.clear();
    // What does not begin once does not begin twice.
    if (this.isReady) this.start();
    else this.broken = why;
    for (const { reject } of asked) reject(new Error(why));
  }
}
