#!/usr/bin/env python3
"""The server against bytes that no browser sends: malformed and smuggled requests, clients that drip, hang or
leave, uploads cut off half way, and ten thousand connections that say nothing.

usage: tests/api/test_wire.py GONGKAI-BINARY
"""

import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve())
REQUEST_SECONDS, IDLE = 30, 10000
GOOD = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

# What must never get an answer of 200: (name, bytes). A GOOD request behind it must not be answered either.
MALFORMED = [
    ("bare LF", b"GET / HTTP/1.1\nHost: x\n\n"),
    ("bare LF in a header", b"GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n"),
    ("bare CR", b"GET / HTTP/1.1\r\nHost: x\rX: y\r\n\r\n"),
    ("NUL in a header", b"GET / HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"),
    ("NUL in the path", b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("encoded NUL in the path", b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("two Hosts", b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"),
    ("no Host", b"GET / HTTP/1.1\r\n\r\n"),
    ("obs-fold", b"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n"),
    ("space before the colon", b"GET / HTTP/1.1\r\nHost : x\r\n\r\n"),
    ("empty header name", b"GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n"),
    ("header without colon", b"GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"),
    ("two lengths", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello"),
    ("the same length twice in a list", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\nhello"),
    ("length with a sign", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello"),
    ("length below zero", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
    ("length in hexadecimal", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\nhello"),
    ("length beyond all", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n"),
    ("length and chunks", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("coding that is not chunked", b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    ("chunked not last", b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
    ("coding twice", b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("coding in HTTP/1.0", b"POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("bad size of a chunk", b"POST /desk/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n"),
    ("bare LF behind a chunk", b"POST /desk/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"),
    ("HTTP/1.9", b"GET / HTTP/1.9\r\nHost: x\r\n\r\n"),
    ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("no version", b"GET /\r\n\r\n"),
    ("two spaces", b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("a path that leaves the root", b"GET /../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("the same, encoded", b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("the same, half encoded", b"GET /assets/.%2e/.%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("encoded slash", b"GET /assets%2f..%2f..%2fetc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("broken encoding", b"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("path that is not UTF-8", b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n"),
    ("head too long", b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70000 + b"\r\n\r\n"),
]


class Wire(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.child = subprocess.Popen([BINARY, "serve", "--db", cls.folder.name + "/t.db", "--listen", "127.0.0.1:0",
                                      "--temporary", cls.folder.name], text=True, stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL)
        for line in cls.child.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                cls.port = int(found.group(1))
                return
        raise AssertionError("the server did not start")

    @classmethod
    def tearDownClass(cls):
        cls.child.send_signal(signal.SIGTERM)
        status = cls.child.wait(60)
        cls.child.stdout.close()
        cls.folder.cleanup()
        assert status == 0, f"the server ended with {status}"

    def connect(self, source=None):
        return socket.create_connection(("127.0.0.1", self.port), timeout=60,
                                        source_address=(source, 0) if source else None)

    def all_of(self, s):
        """Whatever comes until the server closes."""
        out = b""
        try:
            while piece := s.recv(65536):
                out += piece
        except ConnectionResetError:
            pass
        return out

    def healthy(self):
        with self.connect() as s:
            s.sendall(GOOD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            return self.all_of(s).startswith(b"HTTP/1.1 200 ")

    def test_malformed_requests_are_refused_and_end_the_connection(self):
        for name, data in MALFORMED:
            with self.subTest(name), self.connect() as s:
                s.sendall(data + GOOD)
                s.shutdown(socket.SHUT_WR)
                said = self.all_of(s)
                self.assertNotIn(b" 200 ", said.replace(b"\r\n", b" "), said[:200])
                self.assertLessEqual(said.count(b"HTTP/1.1 "), 1, "a second request was answered")
        self.assertTrue(self.healthy())

    def test_good_requests_one_behind_the_other(self):
        with self.connect() as s:
            s.sendall(GOOD * 20 + GOOD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            self.assertEqual(self.all_of(s).count(b"HTTP/1.1 200 "), 21)

    def test_a_visitor_cannot_upload(self):
        with self.connect() as s:
            s.sendall(b"POST /desk/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n"
                      b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n")
            self.assertRegex(s.recv(4096), rb"^HTTP/1.1 (303|403) ")

    def test_an_upload_cut_off_half_way_leaves_nothing(self):
        for _ in range(20):
            with self.connect() as s:
                s.sendall(b"POST /desk/upload HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n"
                          b"Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: "
                          b"form-data; name=\"file\"; filename=\"a\"\r\n\r\n" + b"x" * 100000)
        self.assertTrue(self.healthy())
        left = [p.name for p in pathlib.Path(self.folder.name).iterdir() if not p.name.startswith("t.db")]
        self.assertEqual(left, [])

    def test_slow_clients_are_closed_and_hold_nobody_up(self):
        """Drip in the head, drip in the body, silence, and one that takes no answer."""
        done = {}

        def drip(name, first, more):
            began = time.monotonic()
            with self.connect() as s:
                s.sendall(first)
                s.settimeout(1)
                while time.monotonic() - began < 3 * REQUEST_SECONDS:
                    try:
                        if more:
                            s.sendall(more)
                        if not s.recv(4096):
                            break
                    except TimeoutError:
                        continue
                    except OSError:
                        break
                done[name] = time.monotonic() - began

        drips = {"head": (b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"a"), "half a head": (b"GET / HT", b""),
                 "body": (b"POST /desk/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n"
                          b"Content-Type: application/x-www-form-urlencoded\r\n\r\n", b"a")}
        threads = [threading.Thread(target=drip, args=(name, *what)) for name, what in drips.items()]
        for t in threads:
            t.start()
        time.sleep(3)
        self.assertTrue(self.healthy(), "others are served meanwhile")
        for t in threads:
            t.join()
        for name in drips:
            self.assertLess(done[name], 2 * REQUEST_SECONDS, f"{name} was not closed")

    def test_ten_thousand_silent_connections(self):
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < IDLE + 500:
            self.skipTest(f"only {hard} descriptors are allowed here")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        silent = []
        try:
            # Not more than 1,024 from one address: the whole of 127.0.0.0/8 is this machine.
            for i in range(IDLE):
                silent.append(self.connect(f"127.0.1.{1 + i // 900}"))
            began = time.monotonic()
            self.assertTrue(self.healthy())
            self.assertLess(time.monotonic() - began, 10)
            status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text(encoding="ascii")
            memory = int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024
            self.assertLess(memory, 600, f"{memory} MiB")
        finally:
            for s in silent:
                s.close()


if __name__ == "__main__":
    unittest.main()
