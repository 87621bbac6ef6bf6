// A server of a test's own, for what would change the one that all share, and an endpoint that stands in
// for a real one. `cargo xtask test` says where the program and its site are.

import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

/** Starts a server on a free port, with no language model; runs `use` with its address. */
export async function serving(use) {
  const { SERVER, SITE } = process.env;
  if (!SERVER || !SITE) throw new Error('Set SERVER to the program and SITE to its site, or run `cargo xtask test`.');
  const flags = ['--site', SITE, '--address', '127.0.0.1:0', '--second-opinion', 'off'];
  const child = spawn(SERVER, flags, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, RUST_LOG: 'warn' } });
  try {
    const [line] = await Promise.race([
      once(createInterface(child.stdout), 'line'),
      once(child, 'exit').then(() => Promise.reject(new Error('the server ended before it listened'))),
    ]);
    await use(line.trim().replace(/\/$/, ''));
  } finally {
    child.kill();
  }
}

function once(emitter, name) {
  return new Promise((done) => emitter.once(name, (...what) => done(what)));
}

/** A chat endpoint with one model that always says the same; keeps what it was asked. */
export class Endpoint {
  asked = [];
  #server;

  static async open(model, said) {
    const endpoint = new Endpoint();
    endpoint.#server = createServer(async (request, response) => {
      let body = '';
      for await (const piece of request) body += piece;
      endpoint.asked.push({ url: request.url, token: request.headers.authorization, body });
      const answer = request.method === 'GET'
        ? { data: [{ id: model }] }
        : { choices: [{ message: { role: 'assistant', content: JSON.stringify(said) }, finish_reason: 'stop' }] };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(answer));
    });
    await new Promise((done) => endpoint.#server.listen(0, '127.0.0.1', done));
    return endpoint;
  }

  get address() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
