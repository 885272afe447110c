#!/usr/bin/env python3
"""gongkai serve over plain sockets, without a browser: every route for every role with a valid token, forms
with tokens of others, sessions that ended, headers, conditions, the database away and back, the end.

usage: tests/api/test_serve.py GONGKAI-BINARY
"""

import gzip
import http.client
import pathlib
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/db"))
import cluster  # noqa: E402

BINARY = str(pathlib.Path(sys.argv.pop(1)).resolve())
PASSWORD = "一只猫在屋顶上看月亮"
UNIT = "天坛街道办事处"
ROW = re.compile(r"^\| (GET|POST) \| `([^`]+)` \| ([^|]*) \|", re.M)


class Site:
    """A server on a database of its own."""

    def __init__(self, folder, db=None):
        self.folder = pathlib.Path(folder)
        self.db = db or str(self.folder / "t.db")
        self.where = ["--db", self.db, "--key", str(self.folder / "ledger.key")]

    def start(self, *flags, file_max=None):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_max, file_max))
        self.log = self.folder / "log"
        with open(self.log if not file_max else "/dev/null", "ab") as log:
            self.child = subprocess.Popen([BINARY, "serve", *self.where, "--listen", "127.0.0.1:0", *flags], text=True,
                                          preexec_fn=limit if file_max else None, restore_signals=False,
                                          stdout=subprocess.PIPE, stderr=log)
        self.said = ""
        for line in self.child.stdout:
            self.said += line
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found.group(1))
                return self
        raise AssertionError("the server did not start: " + self.said)

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        self.child.stdout.close()
        return self.child.wait(60)

    def run(self, *words):
        done = subprocess.run([BINARY, *words, *self.where], capture_output=True, text=True, cwd=ROOT, check=True)
        return done.stdout

    def add(self, login, role):
        said = self.run("user", "add", "--role", role, "--unit", UNIT, "--name", login, login)
        return re.search(r"一次性密码：(\S+?)（", said).group(1)


class Answer:
    def __init__(self, a):
        self.status, self.headers, self.body = a.status, a.headers, a.read()
        self.text = self.body.decode("utf-8", "replace")
        self.to = self.headers.get("Location", "")
        self.all = a.getheaders()


class Client:
    """A browser's cookies, and nothing else of a browser."""

    def __init__(self, site):
        self.site, self.cookies = site, {}

    def ask(self, method, path, body=None, headers=None):
        c = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        headers = dict(headers or {})
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        c.request(method, path, body, headers)
        answer = Answer(c.getresponse())
        c.close()
        for name, value in answer.all:
            if name.lower() == "set-cookie":
                key, text = value.split(";")[0].split("=", 1)
                self.cookies.pop(key, None)
                if text:
                    self.cookies[key] = text
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(self, path, token=None, headers=None, **form):
        if token:
            form["csrf"] = token
        return self.ask("POST", path, urllib.parse.urlencode(form),
                        {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def token(self, path="/desk/password"):
        return re.search(r'name="csrf" value="([^"]+)"', self.get(path).text).group(1)

    def sign_in(self, login, password, **form):
        return self.post("/desk/sign-in", self.token("/desk/sign-in"), login=login, password=password, **form)

    def first(self, login, once):
        """Sign in with a one-time password and change it."""
        assert self.sign_in(login, once).status == 303
        a = self.post("/desk/password", self.token(), old=once, fresh=PASSWORD, again=PASSWORD)
        assert a.status == 303, a.text
        return self


def table():
    text = (ROOT / "docs/ROUTES.md").read_text(encoding="utf-8")
    return [(m.group(1), m.group(2), m.group(3).split(", ")) for m in ROW.finditer(text)]


def address(pattern):
    known = {"id": "222222222222", "format": "docx", "number": "1", "login": "nobody", "name": "none.css"}
    return re.sub(r"\{(\w+)\}", lambda m: known.get(m.group(1), "none"), pattern)


class OnSqlite(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.site = Site(cls.temporary.name)
        cls.site.run("report", "import", "--add-units", "--state", "published", "demo")
        cls.site.start()
        once = re.search(r"一次性密码 (\S+?)（", cls.site.said).group(1)
        cls.people = {"everybody": Client(cls.site), "admin": Client(cls.site).first("admin", once)}
        for role in ("clerk", "supervisor"):
            login = f"a.{role}"
            cls.people[role] = Client(cls.site).first(login, cls.site.add(login, role))
        cls.report = re.search(r'href="(/reports/[0-9a-z]{12})"', Client(cls.site).get("/reports").text).group(1)

    @classmethod
    def tearDownClass(cls):
        ended = cls.site.stop()
        cls.temporary.cleanup()
        assert ended == 0, ended

    def rows(self, text):
        db = sqlite3.connect(self.site.db, timeout=20)
        found = db.execute(text).fetchall()
        db.close()
        return found

    def again(self, login):
        c = Client(self.site)
        self.assertEqual(c.sign_in(login, PASSWORD).status, 303)
        return c

    # Who may what. Forms carry a valid token here, so that it is the role alone that decides.

    def test_every_route_for_every_role(self):
        last = ("/desk/sign-out",)
        tried = 0
        for role, who in self.people.items():
            if role != "everybody":
                who = self.again("admin" if role == "admin" else f"a.{role}")
            token = who.token("/desk/sign-in" if role == "everybody" else "/desk/password")
            for method, pattern, roles in sorted(table(), key=lambda r: r[1] in last):
                if (method, pattern) == ("POST", "/desk/sign-in"):
                    continue
                path = address(pattern)
                a = who.get(path) if method == "GET" else who.post(path, token)
                refused = a.status == 403 or (a.status == 303 and a.to.startswith("/desk/sign-in"))
                allowed = "everybody" in roles or role in roles
                self.assertEqual(refused, not allowed, f"{role}: {method} {pattern} gave {a.status} {a.to}")
                self.assertNotEqual(a.status, 500, f"{role}: {method} {pattern}")
                tried += 1
        self.assertEqual(tried, 4 * (len(table()) - 1))

    def test_a_token_of_another_session_changes_nothing(self):
        admin = self.again("admin")
        form = {"name": "某县人民政府办公室", "kind": "department"}
        kind = self.rows("SELECT count(*) FROM unit")
        for foreign in (self.people["clerk"].token(), self.again("admin").token(),
                        Client(self.site).token("/desk/sign-in"), None, "A" * 43, admin.token()[:-1]):
            self.assertEqual(admin.post("/desk/units", foreign, **form).status, 403)
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            self.assertEqual(admin.post("/desk/units", admin.token(), headers=headers, **form).status, 403)
        self.assertEqual(self.rows("SELECT count(*) FROM unit"), kind)
        own = {"Origin": f"http://127.0.0.1:{self.site.port}", "Sec-Fetch-Site": "same-origin"}
        a = admin.post("/desk/units", admin.token(), headers=own, **form)
        self.assertEqual(a.status, 303, "the same form with its own token is taken")

    def test_a_session_ends_with_signing_out_and_with_the_account(self):
        c = self.again("a.clerk")
        kept = dict(c.cookies)
        self.assertEqual(c.post("/desk/sign-out", c.token()).status, 303)
        self.assertNotIn("gk_session", c.cookies)
        c.cookies = kept
        self.assertEqual(c.get("/desk").to, "/desk/sign-in")
        once = self.site.add("a.leaver", "clerk")
        old = Client(self.site)
        old.sign_in("a.leaver", once)
        self.assertEqual(old.get("/desk").to, "/desk/password")
        c = Client(self.site).first("a.leaver", once)
        self.assertTrue(old.get("/desk").to.startswith("/desk/sign-in"), "a session outlived its password")
        self.assertEqual(c.get("/desk").status, 200)
        self.site.run("user", "disable", "a.leaver")
        self.assertTrue(c.get("/desk").to.startswith("/desk/sign-in"), "a session outlived its account")

    def test_a_one_time_password_opens_nothing_else(self):
        c = Client(self.site)
        c.sign_in("a.fresh", self.site.add("a.fresh", "admin"))
        token = c.token()
        for method, pattern, roles in table():
            if pattern.startswith("/desk") and "/sign-" not in pattern and pattern != "/desk/password":
                a = c.get(address(pattern)) if method == "GET" else c.post(address(pattern), token)
                self.assertEqual((a.status, a.to), (303, "/desk/password"), f"{method} {pattern}")

    def test_cookies(self):
        c = Client(self.site)
        for a in (c.get("/desk/sign-in"), c.sign_in("a.clerk", PASSWORD)):
            for name, value in a.all:
                if name.lower() == "set-cookie":
                    self.assertIn("; HttpOnly", value)
                    self.assertIn("; SameSite=Lax", value)
                    self.assertIn("; Path=/", value)

    def test_the_way_back_is_ours(self):
        for bad in ("//evil.example", "https://evil.example", "/\\evil.example", "/desk\r\nX-Evil: 1", "/desk\r\nx",
                    "/desk\tx", "/desk@evil.example:80", "/desk//evil.example", "/reports"):
            a = Client(self.site).sign_in("a.clerk", PASSWORD, next=bad)
            self.assertEqual((a.status, a.to), (303, "/desk"), repr(bad))
            self.assertNotIn("X-Evil", a.headers)
        a = Client(self.site).sign_in("a.clerk", PASSWORD, next="/desk/upload")
        self.assertEqual(a.to, "/desk/upload")

    # What every answer has.

    def test_headers_of_every_answer(self):
        for role, who in self.people.items():
            for method, pattern, _ in table():
                if method == "GET":
                    a = who.get(address(pattern))
                    self.assertIn("default-src 'none'", a.headers["Content-Security-Policy"], pattern)
                    self.assertNotIn("unsafe", a.headers["Content-Security-Policy"])
                    self.assertEqual(a.headers["X-Content-Type-Options"], "nosniff", pattern)
                    self.assertEqual(a.headers["Referrer-Policy"], "same-origin", pattern)
                    self.assertNotIn("Strict-Transport-Security", a.headers)
                    if pattern.startswith("/desk"):
                        self.assertEqual(a.headers["Cache-Control"], "no-store", f"{role}: {pattern}")

    def test_a_page_kept_is_the_page(self):
        c = Client(self.site)
        for path in ("/", "/reports", self.report, "/units", "/search?q=公开", "/data"):
            path = urllib.parse.quote(path, safe="/?=&")
            plain, packed = c.get(path), c.get(path, Accept_Encoding="gzip, br")
            self.assertEqual(plain.status, 200, path)
            self.assertEqual(packed.headers.get("Content-Encoding"), "gzip", path)
            self.assertEqual(gzip.decompress(packed.body), plain.body, path)
            self.assertIn("Accept-Encoding", plain.headers["Vary"])
            same = c.get(path, If_None_Match=plain.headers["ETag"])
            self.assertEqual((same.status, same.body), (304, b""), path)
            self.assertEqual(c.get(path, If_None_Match='"0"').status, 200)
            # What somebody who is signed in is shown there is no more and no less.
            self.assertEqual(self.people["admin"].get(path).body, plain.body, path)

    def test_methods(self):
        c = Client(self.site)
        for path in ("/", self.report, "/healthz", "/feed.atom", "/desk/sign-in"):
            got, head = c.get(path), c.ask("HEAD", path)
            self.assertEqual((head.status, head.body), (got.status, b""))
            self.assertEqual(head.headers["Content-Length"], got.headers["Content-Length"], path)
        self.assertEqual(c.post("/reports").headers["Allow"], "GET, HEAD")
        self.assertEqual(c.post("/reports").status, 405)
        a = c.get("/desk/sign-out")
        self.assertEqual((a.status, a.headers["Allow"]), (405, "POST"))
        a = c.get("/units/")
        self.assertEqual((a.status, a.to), (301, "/units"))
        a = c.get("/reports/?year=2023&from=%E4%B8%80%20")
        self.assertEqual((a.status, a.to), (301, "/reports?year=2023&from=%E4%B8%80%20"))
        for path in ("/nowhere", "/reports/" + "2" * 12, "/reports/x", "/assets/none.js", "/desk/none"):
            a = c.get(path)
            self.assertEqual(a.status, 404, path)
            self.assertRegex(a.text, "[\u4e00-\u9fff]")

    def test_wrong_parameters(self):
        c = Client(self.site)
        for path, field in (("/reports?year=99999", "年度"), ("/reports?year=x", "年度"),
                            ("/search?q=" + "a" * 61, "要找的词"), ("/search?page=0", "页"),
                            ("/reports?unit=1%27%20OR%201=1", "机关")):
            a = c.get(path)
            self.assertEqual(a.status, 400, path)
            self.assertIn(field, a.text)
        a = c.get("/api/v1/reports?year=99999")
        self.assertEqual((a.status, a.headers["Content-Type"]), (400, "application/json; charset=utf-8"))

    # Bad days.

    def test_a_locked_database(self):
        admin = self.again("admin")
        token = admin.token()
        lock = sqlite3.connect(self.site.db, isolation_level=None)
        lock.execute("BEGIN IMMEDIATE")
        form = {"name": "某某镇人民政府", "kind": "town"}
        try:
            a = admin.post("/desk/units", token, **form)
            self.assertEqual(a.status, 503)
            self.assertTrue(a.headers["Retry-After"])
            self.assertRegex(a.text, "稍后|再试")
            self.assertEqual(Client(self.site).get("/units?name=%E8%A1%97").status, 200, "reading goes on")
        finally:
            lock.execute("ROLLBACK")
            lock.close()
        self.assertEqual(self.rows("SELECT count(*) FROM unit WHERE name = '某某镇人民政府'"), [(0,)])
        self.assertEqual(admin.post("/desk/units", token, **form).status, 303)

    def test_metrics_are_not_for_everybody(self):
        a = Client(self.site).get("/metrics")
        self.assertEqual(a.status, 200)
        for line in a.text.splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) gongkai_\w+ .+|gongkai_\w+(\{\w+="[^"]*"\})? [0-9.+Inf]+)$')


class OnItsOwn(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.site = Site(self.temporary.name)

    def test_behind_tls(self):
        self.site.start("--base-url", "https://gk.example", "--trusted-proxy", "127.0.0.1")
        c = Client(self.site)
        a = c.get("/desk/sign-in")
        self.assertIn("Strict-Transport-Security", a.headers)
        cookie = a.headers["Set-Cookie"]
        self.assertTrue(cookie.startswith("__Host-gk_pre=") and "; Secure" in cookie, cookie)
        far = c.get("/metrics", X_Forwarded_For="203.0.113.9")
        self.assertEqual(far.status, 403, "metrics for somebody far away")
        self.assertEqual(self.site.stop(), 0)

    def wrong(self, address, times):
        """Answers to wrong passwords from an address, each for another account."""
        c = Client(self.site)
        token = c.token("/desk/sign-in")
        return [c.post("/desk/sign-in", token, {"X-Forwarded-For": address}, login=f"a.{address}.{i}",
                       password="wrong") for i in range(times)]

    def test_too_many_wrong_passwords_from_one_address(self):
        self.site.start("--trusted-proxy", "127.0.0.1")
        said = self.site.run("user", "add", "--role", "admin", "--name", "a.away", "a.away")
        once = re.search(r"一次性密码：(\S+?)（", said).group(1)
        answers = self.wrong("203.0.113.9", 23)
        self.assertEqual([a.status for a in answers], [403] * 20 + [429] * 3)
        wait = int(answers[-1].headers["Retry-After"])
        self.assertTrue(800 < wait <= 900, wait)
        self.assertIn("错误尝试太多，请15分钟后再试", answers[-1].text)
        self.assertEqual(self.wrong("::ffff:203.0.113.9", 1)[0].status, 429, "the same in another dress")
        # The right password does not help there, and is right elsewhere.
        for where, status in (("203.0.113.9", 429), ("203.0.113.10", 303)):
            c = Client(self.site)
            a = c.post("/desk/sign-in", c.token("/desk/sign-in"), {"X-Forwarded-For": where}, login="a.away",
                       password=once)
            self.assertEqual(a.status, status)
        # Who only ever is right is never kept waiting.
        c = Client(self.site).first("a.away", once)
        for _ in range(25):
            c = Client(self.site)
            self.assertEqual(c.sign_in("a.away", PASSWORD).status, 303)
        # A household has the first 64 bits; what a code is tried with is counted apart.
        self.assertEqual([a.status for a in self.wrong("2001:db8::1", 19)], [403] * 19)
        self.assertEqual([a.status for a in self.wrong("2001:db8::2", 2)], [403, 429])
        self.assertEqual(self.wrong("2001:db8:0:1::1", 1)[0].status, 403)
        self.assertEqual(self.look_up("203.0.113.9").status, 422)
        self.assertEqual(self.site.stop(), 0)

    def test_the_log_says_which_account_and_no_name(self):
        self.site.start()
        said = self.site.run("user", "add", "--role", "admin", "--name", "赵一", "a.secret")
        once = re.search(r"一次性密码：(\S+?)（", said).group(1)
        c = Client(self.site).first("a.secret", once)
        a = c.post("/desk/units", c.token("/desk/units"), name="第一镇人民政府", kind="castle")
        self.assertEqual(a.status, 400)
        self.assertIn("选的不在列表里", a.text)
        self.assertNotIn("第一镇人民政府</a>", c.get("/desk/units").text)
        c.get("/")
        self.assertEqual(self.site.stop(), 0)
        db = sqlite3.connect(self.site.db)
        number = db.execute("SELECT id FROM account WHERE login = 'a.secret'").fetchone()[0]
        db.close()
        log = self.site.log.read_text(encoding="utf-8")
        lines = [line for line in log.splitlines() if "event=request" in line]
        desk = [line for line in lines if re.search(r"route=/desk(/units|/password)? ", line)]
        self.assertGreater(len(desk), 4)
        for line in desk:
            self.assertTrue(line.endswith(f" account={number}"), line)
        for line in lines:
            if "method=GET route=/ " in line or "method=GET route=/desk/sign-in " in line:
                self.assertNotIn("account=", line)
        for secret in ("a.secret", "赵一", once, PASSWORD):
            self.assertNotIn(secret, log)

    def look_up(self, where):
        c = Client(self.site)
        return c.post("/follow", c.token("/follow"), {"X-Forwarded-For": where}, number="2026-0001-00001",
                      code="ABCDEFGHJKMNPQRS")

    def test_too_many_wrong_codes_from_one_address(self):
        self.site.start("--trusted-proxy", "127.0.0.1")
        answers = [self.look_up("203.0.113.9") for _ in range(22)]
        self.assertEqual([a.status for a in answers], [422] * 20 + [429] * 2)
        self.assertIn("Retry-After", answers[-1].headers)
        self.assertEqual(self.look_up("203.0.113.8").status, 422)
        self.assertEqual(self.site.stop(), 0)

    def test_who_comes_is_believed_only_of_a_trusted_proxy(self):
        self.site.start()
        statuses = [self.wrong(f"203.0.113.{i}", 1)[0].status for i in range(22)]
        self.assertEqual(statuses, [403] * 20 + [429] * 2)
        self.assertEqual(self.site.stop(), 0)

    def test_metrics_with_a_token(self):
        self.site.start("--metrics-token", "hush")
        c = Client(self.site)
        self.assertEqual(c.get("/metrics").status, 403)
        self.assertEqual(c.get("/metrics", Authorization="Bearer hus").status, 403)
        self.assertEqual(c.get("/metrics", Authorization="Bearer hush").status, 200)
        self.assertEqual(self.site.stop(), 0)

    def test_the_password_is_said_once(self):
        self.assertIn("一次性密码", self.site.start().said)
        self.assertEqual(self.site.stop(), 0)
        self.assertNotIn("一次性密码", self.site.start().said)
        self.assertEqual(self.site.stop(), 0)

    def test_a_full_disk(self):
        once = re.search(r"一次性密码 (\S+?)（", self.site.start().said).group(1)
        admin = Client(self.site).first("admin", once)
        self.assertEqual(self.site.stop(), 0)
        self.site.start(file_max=120 * 1024)
        self.assertEqual(admin.get("/desk").status, 200)
        token, kept = admin.token(), 0
        for i in range(200):
            a = admin.post("/desk/units", token, name=f"第{i}镇人民政府", kind="town")
            if a.status != 303:
                break
            kept += 1
        self.assertEqual(a.status, 507, a.text[-600:])
        self.assertGreater(kept, 0, "nothing fitted at all")
        self.assertIn("磁盘已满", a.text)
        self.assertEqual(Client(self.site).get("/units").status, 200)
        self.site.stop()
        self.site.start()
        self.assertEqual(admin.get("/desk").status, 200)
        self.assertEqual(self.site.stop(), 0)
        db = sqlite3.connect(self.site.db)
        self.assertEqual(db.execute("SELECT count(*) FROM unit").fetchone()[0], kept)
        db.close()
        self.site.run("selfcheck")

    def test_what_runs_is_finished_at_the_end(self):
        once = re.search(r"一次性密码 (\S+?)（", self.site.start().said).group(1)
        answers = []
        clients = [Client(self.site) for _ in range(4)]
        tokens = [c.token("/desk/sign-in") for c in clients]
        threads = [threading.Thread(target=lambda c=c, t=t: answers.append(
            c.post("/desk/sign-in", t, login="admin", password=once).status)) for c, t in zip(clients, tokens)]
        for t in threads:
            t.start()
        # The four passwords take longer than this: they are on their way when the end is told.
        time.sleep(0.05)
        self.assertEqual(self.site.stop(), 0)
        for t in threads:
            t.join()
        self.assertEqual(answers, [303] * 4)


class PostgresqlAway(unittest.TestCase):
    def test_away_and_back(self):
        with tempfile.TemporaryDirectory() as folder, cluster.Cluster() as server:
            site = Site(folder, server.address)
            site.run("report", "import", "--add-units", "--state", "published", "demo/tiantan-2023.txt")
            site.start()
            c = Client(site)
            self.assertEqual(c.get("/healthz").status, 200)
            kept = c.get("/")
            server.stop()
            for path in ("/units", "/healthz", "/api/v1/reports"):
                a = c.get(path)
                self.assertEqual(a.status, 503, path)
                self.assertTrue(a.headers["Retry-After"], path)
                self.assertRegex(a.text, "[\u4e00-\u9fff]")
            self.assertEqual(c.get("/").body, kept.body, "pages in memory stay")
            server.start()
            until = time.time() + 30
            while c.get("/healthz").status != 200 and time.time() < until:
                time.sleep(0.2)
            for path in ("/units", "/healthz", "/api/v1/reports", "/search?q=%E5%A4%A9%E5%9D%9B"):
                self.assertEqual(c.get(path).status, 200, path)
            self.assertEqual(site.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
