#!/usr/bin/env python3
"""A consumer of a stream in Python, with nothing but the standard library.

    console.py HOME STREAM              prints what the stream reads, from its last 1024 bytes on, until Ctrl-C
    console.py HOME STREAM TEXT UNTIL   writes TEXT and a line feed, and prints until UNTIL has come
"""
import base64, collections, json, pathlib, socket, struct, sys

class Gateway:
    def __init__(self, home):
        host, port = json.loads((home / "data/gateway.json").read_text())["bridge"].rsplit(":", 1)
        self.socket = socket.create_connection((host.strip("[]"), int(port)))
        self.input, self.published = self.socket.makefile("rb"), collections.deque()
        self.send(type="ping", headers={"authorization": "Bearer " + (home / "data/token").read_text().strip()})

    def send(self, **frame):
        data = json.dumps(frame).encode()
        self.socket.sendall(struct.pack(">I", len(data)) + data)

    def receive(self):
        length = self.input.read(4)
        if len(length) < 4:
            sys.exit("the gateway ended the connection")
        frame = json.loads(self.input.read(struct.unpack(">I", length)[0]))
        if frame["type"] == "err":
            sys.exit(frame["message"])
        return frame

    def request(self, address, body):
        self.send(type="send", address=address, replyAddress="reply", body=body)
        while True:
            frame = self.receive()
            if frame.get("address") == "reply":
                return frame
            self.published.append(frame)

    def chunks(self, stream, start):
        """Every byte from there on: fetched, then as it is published; what was missed is fetched again."""
        self.send(type="register", address=f"streams.{stream}.read")
        at = start
        while True:
            reply = self.request(f"streams.{stream}.fetch", {"from": at})
            if "gap" in reply["headers"]:
                print("gap:", reply["headers"]["gap"], file=sys.stderr)
            yield data_of(reply)
            at, follows = int(reply["headers"]["next"]), reply["headers"]["next"] == reply["headers"]["end"]
            while follows:
                message = self.published.popleft() if self.published else self.receive()
                if message["type"] == "message":
                    offset, data = int(message["headers"]["offset"]), data_of(message)
                    follows = data and offset <= at
                    if follows and offset + len(data) > at:
                        yield data[at - offset:]
                        at = offset + len(data)

def data_of(message):
    return base64.urlsafe_b64decode(message["body"] + "===")

home, stream, *command = sys.argv[1:]
gateway, start, seen = Gateway(pathlib.Path(home)), "-1024", b""
if command:  # What was read before the command left does not answer it.
    start = gateway.request(f"streams.{stream}.write", command[0] + "\n")["body"]["input"]
for chunk in gateway.chunks(stream, start):
    sys.stdout.buffer.write(chunk)
    sys.stdout.flush()
    seen += chunk if command else b""
    if command and command[1].encode() in seen:
        break
