// A door before the server that a test can shut: connections then fail as if it had died.

import { connect, createServer } from 'node:net';

export class Gate {
  #home;
  #server;
  #port = 0;
  #open = new Set();

  /** Opens a gate on a port of its own. */
  static async open(address) {
    const gate = new Gate();
    gate.#home = new URL(address);
    await gate.reopen();
    return gate;
  }

  get address() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Lets connections through, on the same port as before. */
  async reopen() {
    this.#server = createServer((here) => {
      const there = connect(Number(this.#home.port), this.#home.hostname);
      for (const [from, to] of [[here, there], [there, here]]) {
        this.#open.add(from);
        from.on('error', () => to.destroy());
        from.on('close', () => this.#open.delete(from));
        from.pipe(to);
      }
    });
    await new Promise((done) => this.#server.listen(this.#port, '127.0.0.1', done));
    this.#port = this.#server.address().port;
  }

  /** Breaks what is open and refuses what comes. */
  async close() {
    const closed = new Promise((done) => this.#server.close(done));
    for (const socket of this.#open) socket.destroy();
    await closed;
  }
}
