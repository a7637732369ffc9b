// The PostgreSQL wire protocol, version 3, as far as the bridge needs it. No sockets, no database.
// https://www.postgresql.org/docs/17/protocol-message-formats.html

const SSL = 80877103, GSS = 80877104, CANCEL = 80877102, VERSION_3 = 196608;

/** Cuts a byte stream into whole messages, however the network cut it. */
export class Messages {
  #rest = Buffer.alloc(0);
  #started = false;

  /** Whole messages in `chunk` and what was left before it. */
  *cut(chunk) {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const at = this.#started ? 1 : 0; // before start-up there is no type byte
      if (this.#rest.length < at + 4) return;
      const end = at + this.#rest.readInt32BE(at);
      if (this.#rest.length < end) return;
      const bytes = this.#rest.subarray(0, end);
      this.#rest = this.#rest.subarray(end);
      yield this.#started ? { type: String.fromCharCode(bytes[0]), bytes } : this.#startup(bytes);
    }
  }

  #startup(bytes) {
    const code = bytes.readInt32BE(4);
    if (code === SSL || code === GSS) return { type: "encrypt" };
    if (code === CANCEL) return { type: "cancel" };
    if (code >>> 16 !== VERSION_3 >>> 16) return { type: "unknown" };
    this.#started = true;
    const words = bytes.toString("utf8", 8).split("\0");
    const parameters = {};
    for (let i = 0; i + 1 < words.length && words[i]; i += 2) parameters[words[i]] = words[i + 1];
    return { type: "startup", parameters };
  }
}

/** Messages of a whole answer of the server. */
export function* answers(bytes) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < buffer.length; ) {
    const end = at + 1 + buffer.readInt32BE(at + 1);
    yield { type: String.fromCharCode(buffer[at]), bytes: buffer.subarray(at, end) };
    at = end;
  }
}

export function message(type, ...parts) {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const head = Buffer.alloc(5);
  head.write(type, 0, "latin1");
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

export const query = (text) => message("Q", `${text}\0`);
export const sync = () => message("S");

/** What a client hears when it has been let in. */
export function welcome(version) {
  const parameters = {
    server_version: version,
    server_encoding: "UTF8",
    client_encoding: "UTF8",
    DateStyle: "ISO, MDY",
    IntervalStyle: "postgres",
    TimeZone: "UTC",
    integer_datetimes: "on",
    standard_conforming_strings: "on",
  };
  return Buffer.concat([
    message("R", [0, 0, 0, 0]),
    ...Object.entries(parameters).map(([name, value]) => message("S", `${name}\0${value}\0`)),
    message("K", [0, 0, 0, 1, 0, 0, 0, 1]),
    ready(),
  ]);
}

export const ready = () => message("Z", "I");

export const error = (severity, code, text) =>
  message("E", `S${severity}\0V${severity}\0C${code}\0M${text}\0\0`);

/** The SQL in a Query or Parse message; undefined in another. */
export function sqlOf({ type, bytes }) {
  if (type !== "Q" && type !== "P") return undefined;
  const words = bytes.toString("utf8", 5).split("\0");
  return type === "Q" ? words[0] : words[1];
}

/** The message with `prefix` before the name of its prepared statement, if it names one. */
export function withPrefix({ type, bytes }, prefix) {
  // What stands before the name: nothing in Parse, a portal in Bind, a kind in Describe and Close.
  let at = 5;
  if (type === "B") at = bytes.indexOf(0, 5) + 1;
  else if (type === "D" || type === "C") at = bytes[5] === 83 /* S */ ? 6 : -1;
  else if (type !== "P") at = -1;
  if (at < 0 || bytes[at] === 0) return bytes;
  return message(type, bytes.subarray(5, at), prefix, bytes.subarray(at));
}
