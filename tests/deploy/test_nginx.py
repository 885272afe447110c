#!/usr/bin/env python3
"""deploy/nginx.conf as it is, but for ports and paths, in a real nginx with TLS before a real gongkai serve with
deploy/gongkai.conf: pages, cookies, who a visitor is, large uploads, reloads and restarts.

usage: tests/deploy/test_nginx.py GONGKAI-BINARY
"""

import grp
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse
import warnings
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve())
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
PASSWORD = "一只猫在屋顶上看月亮"
UNIT = "天坛街道办事处"
HOST = "gk.example.gov.cn"
ROOT_USER = os.getuid() == 0
SKIP = 77  # what meson takes for skipped


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def substituted(text, pairs):
    """Every pattern has to be there: an example that changed is noticed."""
    for old, new in pairs:
        assert old in text, f"{old} is not in the example any more"
        text = text.replace(old, new)
    return text


class Proxied:
    """nginx and gongkai in a folder of their own."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        # Another user's nginx has to get at the socket, as at /run/gongkai.
        self.folder.chmod(0o755)
        self.plain, self.tls = free_port(), free_port()
        self.socket = self.folder / "http.sock"
        self.log = self.folder / "gongkai.log"
        self.certificate = self.folder / "cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                        "-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
                        "-keyout", self.folder / "key.pem", "-out", self.certificate], check=True,
                       stdin=subprocess.DEVNULL, capture_output=True)
        self.write_settings()
        self.write_nginx()

    def write_settings(self):
        text = (ROOT / "deploy/gongkai.conf").read_text(encoding="utf-8")
        (self.folder / "state").mkdir()
        if ROOT_USER:
            shutil.chown(self.folder / "state", group="www-data")
        (self.folder / "gongkai.conf").write_text(substituted(text, [
            ("/var/lib/gongkai/gongkai.db", str(self.folder / "state/gongkai.db")),
            ("/run/gongkai/http.sock", str(self.socket))]), encoding="utf-8")

    def write_nginx(self):
        text = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
        (self.folder / "site.conf").write_text(substituted(text, [
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"), ("\tlisten [::]:80;\n", ""),
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{self.tls} ssl http2;"),
            ("\tlisten [::]:443 ssl http2;\n", ""),
            ("/etc/ssl/certs/gk.example.gov.cn.pem", str(self.certificate)),
            ("/etc/ssl/private/gk.example.gov.cn.key", str(self.folder / "key.pem")),
            ("/run/gongkai/http.sock", str(self.socket))]), encoding="utf-8")
        kept = "\n".join(f"{what}_temp_path {self.folder}/{what};"
                         for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user www-data;\n" if ROOT_USER else ""
        (self.folder / "nginx.conf").write_text(
            f"{user}worker_processes 2;\npid {self.folder}/nginx.pid;\nerror_log {self.folder}/error.log;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{kept}\ninclude {self.folder}/site.conf;\n}}\n", encoding="utf-8")

    def start(self):
        command = [BINARY, "serve", "--config", str(self.folder / "gongkai.conf")]
        before = os.umask(0o077)
        try:
            with open(self.log, "ab") as log:
                self.child = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=log,
                                              group="www-data" if ROOT_USER else None)
        finally:
            os.umask(before)
        self.said = ""
        for line in self.child.stdout:
            self.said += line
            if "已启动" in line:
                return self
        raise AssertionError("the server did not start: " + self.said + self.log.read_text(encoding="utf-8"))

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        self.child.stdout.close()
        return self.child.wait(60)

    def nginx(self, *words):
        return subprocess.run([NGINX, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e",
                               str(self.folder / "error.log"), *words], capture_output=True, text=True, check=False)

    def run(self, *words):
        done = subprocess.run([BINARY, *words, "--db", str(self.folder / "state/gongkai.db")], capture_output=True,
                              text=True, cwd=ROOT, check=False)
        assert done.returncode <= 1, done.stdout + done.stderr
        return done.stdout


class Answer:
    def __init__(self, a):
        self.status, self.headers, self.body = a.status, a.headers, a.read()
        self.text = self.body.decode("utf-8", "replace")


class Browser:
    """Speaks TLS, holds the certificate against the name, keeps cookies by the rules for Secure and __Host-."""

    def __init__(self, site, source="127.0.0.1"):
        self.site, self.source, self.cookies, self.set = site, source, {}, []
        self.trust = ssl.create_default_context(cafile=site.certificate)

    def connect(self, protocols=("http/1.1",)):
        self.trust.set_alpn_protocols(list(protocols))
        s = socket.create_connection(("127.0.0.1", self.site.tls), timeout=60, source_address=(self.source, 0))
        return self.trust.wrap_socket(s, server_hostname=HOST)

    def ask(self, method, path, body=None, headers=None):
        c = http.client.HTTPConnection(HOST, timeout=60)
        c.sock = self.connect()
        headers = {"Host": HOST, **(headers or {})}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        c.request(method, path, body, headers)
        answer = Answer(c.getresponse())
        c.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.set.append(line)
            name, value = line.split(";")[0].split("=", 1)
            words = [w.strip() for w in line.split(";")[1:]]
            if name.startswith("__Host-") and not ("Secure" in words and "Path=/" in words and
                                                   not any(w.startswith("Domain") for w in words)):
                continue
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return answer

    def get(self, path, headers=None):
        return self.ask("GET", path, headers=headers)

    def post(self, path, token, headers=None, **form):
        return self.ask("POST", path, urllib.parse.urlencode({"csrf": token, **form}),
                        {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}",
                         **(headers or {})})

    def token(self, path):
        return re.search(r'name="csrf" value="([^"]+)"', self.get(path).text).group(1)

    def sign_in(self, login, password, headers=None):
        return self.post("/desk/sign-in", self.token("/desk/sign-in"), headers, login=login, password=password)

    def first(self, login, once):
        assert self.sign_in(login, once).status == 303
        a = self.post("/desk/password", self.token("/desk/password"), old=once, fresh=PASSWORD, again=PASSWORD)
        assert a.status == 303, a.text
        return self

    def upload(self, name, data):
        """A file by the form of the desk, with its length said before."""
        token = self.token("/desk/upload").encode()
        body = (b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + token +
                b'\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() +
                b'"\r\nContent-Type: application/octet-stream\r\n\r\n' + data + b"\r\n--b--\r\n")
        return self.ask("POST", "/desk/upload", body, {"Content-Type": "multipart/form-data; boundary=b",
                                                       "Origin": f"https://{HOST}"})


def report(year):
    return (ROOT / "demo/tiantan-2023.txt").read_text(encoding="utf-8").replace("2023", str(year))


def large_report(site, year, megabytes):
    """A report with a picture that makes it large, as scanned seals do."""
    text, target = site.folder / "large.txt", site.folder / "large.docx"
    text.write_text(report(year), encoding="utf-8")
    subprocess.run([BINARY, "report", "write", "--to", "docx", "-o", target, text], check=True)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_STORED) as z:
        z.writestr("word/media/seal.bin", os.urandom(megabytes << 20))
    return target.read_bytes()


class Deployed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.site = Proxied(cls.temporary.name).start()
        cls.once = re.search(r"一次性密码 (\S+?)（", cls.site.said).group(1)
        cls.site.run("report", "import", "--add-units", "--state", "published", "demo/tiantan-2023.txt")
        tried = cls.site.nginx("-t")
        assert tried.returncode == 0, tried.stderr
        assert "warn" not in tried.stderr, tried.stderr
        started = cls.site.nginx()
        assert started.returncode == 0, started.stderr

    @classmethod
    def tearDownClass(cls):
        cls.site.nginx("-s", "quit")
        ended = cls.site.stop()
        said = cls.site.log.read_text(encoding="utf-8")
        cls.temporary.cleanup()
        assert ended == 0, ended
        assert "level=error" not in said, said

    def account(self, login, role="clerk"):
        said = self.site.run("user", "add", "--role", role, "--unit", UNIT, "--name", login, login)
        return re.search(r"一次性密码：(\S+?)（", said).group(1)

    def test_plain_http_leads_to_tls(self):
        c = http.client.HTTPConnection("127.0.0.1", self.site.plain, timeout=60)
        c.request("GET", "/reports?year=2023", headers={"Host": HOST})
        a = Answer(c.getresponse())
        c.close()
        self.assertEqual((a.status, a.headers["Location"]), (301, f"https://{HOST}/reports?year=2023"))

    def test_pages_come_as_gongkai_sends_them(self):
        b = Browser(self.site)
        report = re.search(r'href="(/reports/[0-9a-z]{12})"', b.get("/reports").text).group(1)
        document = re.search(r'href="([^"]+docx[^"]*)"', b.get(report).text).group(1)
        for path in ("/", "/reports", report, document, "/feed.atom", "/api/v1/reports", "/desk/sign-in"):
            a = b.get(path)
            self.assertEqual(a.status, 200, path)
            self.assertIn("max-age=", a.headers["Strict-Transport-Security"], path)
            self.assertEqual(len(a.headers.get_all("Content-Security-Policy")), 1, path)
            self.assertEqual(int(a.headers["Content-Length"]), len(a.body), path)
        kept = b.get("/")
        packed = b.get("/", {"Accept-Encoding": "gzip"})
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertEqual(b.get("/", {"If-None-Match": kept.headers["ETag"]}).status, 304)
        self.assertIn(f"https://{HOST}/", b.get("/feed.atom").text)
        self.assertNotIn("http.sock", kept.text)
        self.assertEqual(b.get("/nowhere").status, 404)

    def test_http2_is_spoken(self):
        with Browser(self.site).connect(("h2", "http/1.1")) as s:
            self.assertEqual(s.selected_alpn_protocol(), "h2")

    def test_only_present_day_tls(self):
        def version(newest):
            c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            c.check_hostname, c.verify_mode = False, ssl.CERT_NONE
            c.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                c.minimum_version, c.maximum_version = ssl.TLSVersion.TLSv1, newest
            with socket.create_connection(("127.0.0.1", self.site.tls), timeout=60) as s, c.wrap_socket(s) as t:
                return t.version()

        self.assertEqual(version(ssl.TLSVersion.TLSv1_2), "TLSv1.2")
        self.assertEqual(version(ssl.TLSVersion.MAXIMUM_SUPPORTED), "TLSv1.3")
        with self.assertRaisesRegex(ssl.SSLError, "(?i)protocol.version"):
            version(ssl.TLSVersion.TLSv1_1)

    def test_signing_in(self):
        b = Browser(self.site).first("admin", self.once)
        self.assertEqual(b.get("/desk").status, 200)
        self.assertTrue(b.set)
        for line in b.set:
            self.assertTrue(line.startswith("__Host-"), line)
            for word in ("; Secure", "; HttpOnly", "; Path=/", "; SameSite="):
                self.assertIn(word, line)
            self.assertNotIn("Domain", line)
        self.assertEqual(b.post("/desk/sign-out", b.token("/desk/password")).status, 303)
        self.assertEqual(b.get("/desk").status, 303)
        token = b.token("/desk/sign-in")
        a = b.post("/desk/sign-in", token, {"Origin": "https://evil.example"}, login="admin", password=PASSWORD)
        self.assertEqual(a.status, 403)

    def test_who_a_visitor_is_cannot_be_forged(self):
        """The limit of wrong passwords counts the address nginx saw, whatever the visitor claims."""
        b, statuses = Browser(self.site, "127.0.0.2"), []
        for i in range(22):
            claims = {"X-Forwarded-For": f"203.0.113.{i}", "X-Real-IP": f"203.0.113.{i}",
                      "Forwarded": f"for=203.0.113.{i}", "X-Forwarded-Proto": "http"}
            statuses.append(b.sign_in(f"nobody.{i}", "wrong", claims).status)
        self.assertEqual(statuses, [403] * 20 + [429] * 2)
        # Another one is not made to pay for it, nor can the first hide behind him.
        self.assertEqual(Browser(self.site, "127.0.0.3").sign_in("nobody.x", "wrong").status, 403)
        self.assertEqual(b.sign_in("nobody.y", "wrong", {"X-Forwarded-For": "127.0.0.3"}).status, 429)
        # Where somebody comes from is not written down.
        self.assertNotIn("127.0.0.2", self.site.log.read_text(encoding="utf-8"))

    def test_counts_are_not_for_the_internet(self):
        b = Browser(self.site)
        for path in ("/metrics", "//metrics", "/%6detrics", "/./metrics", "/metrics?x=1", "/x/../metrics"):
            self.assertEqual(b.get(path).status, 403, path)
        self.assertNotIn("gongkai_", b.get("/metrics/").text)

    def test_large_files(self):
        b = Browser(self.site).first("up.loader", self.account("up.loader"))
        a = b.upload("large.docx", large_report(self.site, 2022, 40))
        self.assertEqual(a.status, 200, a.text[-2000:])
        self.assertIn('data-upload-result="ok"', a.text)

    def test_files_beyond_the_limit(self):
        b = Browser(self.site)
        with b.connect() as s:
            s.sendall((f"POST /desk/upload HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {257 << 20}\r\n"
                       "Content-Type: multipart/form-data; boundary=b\r\n\r\n").encode())
            self.assertRegex(s.recv(4096), rb"^HTTP/1.1 413 ")

    def test_a_slow_upload_outlives_a_reload(self):
        """Half an upload, nginx told to read its settings again, the other half; others go on meanwhile."""
        b = Browser(self.site).first("slow.one", self.account("slow.one"))
        token = b.token("/desk/upload").encode()
        body = (b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n' + token +
                b'\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="tiantan.txt"\r\n\r\n' +
                report(2021).encode() + b"\r\n--b--\r\n")
        cookie = "; ".join(f"{k}={v}" for k, v in b.cookies.items())
        faults, done = [], threading.Event()

        def others():
            while not done.is_set():
                try:
                    a = Browser(self.site).get("/")
                    if a.status != 200:
                        faults.append(a.status)
                except OSError as e:
                    faults.append(repr(e))

        visitor = threading.Thread(target=others)
        visitor.start()
        with b.connect() as s:
            s.sendall((f"POST /desk/upload HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {len(body)}\r\n"
                       f"Origin: https://{HOST}\r\nCookie: {cookie}\r\nConnection: close\r\n"
                       "Content-Type: multipart/form-data; boundary=b\r\n\r\n").encode() + body[:len(body) // 2])
            old = set(self.workers())
            self.assertEqual(self.site.nginx("-s", "reload").returncode, 0)
            until = time.monotonic() + 20
            while not set(self.workers()) - old and time.monotonic() < until:
                time.sleep(0.05)
            self.assertTrue(set(self.workers()) - old, "no new worker came")
            s.sendall(body[len(body) // 2:])
            said = b""
            while piece := s.recv(65536):
                said += piece
        done.set()
        visitor.join()
        self.assertIn(b'data-upload-result="ok"', said, said[:200])
        self.assertEqual(faults, [])

    def workers(self):
        master = int((self.site.folder / "nginx.pid").read_text(encoding="ascii"))
        return pathlib.Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split()


class Restarted(unittest.TestCase):
    def test_gongkai_comes_back_behind_nginx(self):
        with tempfile.TemporaryDirectory() as folder:
            site = Proxied(folder).start()
            try:
                self.assertEqual(site.nginx().returncode, 0)
                mode = site.socket.stat()
                self.assertEqual(mode.st_mode & 0o777, 0o660)
                if ROOT_USER:
                    self.assertEqual(grp.getgrgid(mode.st_gid).gr_name, "www-data")
                for _ in range(2):
                    self.assertEqual(Browser(site).get("/").status, 200)
                    self.assertEqual(site.stop(), 0)
                    self.assertEqual(Browser(site).get("/").status, 502)
                    site.start()
                # Killed, it leaves its socket behind: the next one takes it over.
                site.child.kill()
                site.child.wait()
                site.child.stdout.close()
                self.assertTrue(site.socket.exists())
                site.start()
                self.assertEqual(Browser(site).get("/").status, 200)
            finally:
                site.nginx("-s", "quit")
                site.child.stdout.close()
                site.child.terminate()
                site.child.wait(60)


if __name__ == "__main__":
    if NGINX is None:
        print("nginx is not installed (package nginx-light)")
        sys.exit(SKIP)
    unittest.main(verbosity=2)
