#!/usr/bin/env python3
"""What machines fetch from gongkai serve, held against the database: the API against its own description,
Atom, the map of the site, the dumps. Every published report exactly once, nothing else ever. On SQLite
and on PostgreSQL.

usage: tests/api/test_api.py GONGKAI-BINARY
"""

import csv
import hashlib
import io
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request
import xml.etree.ElementTree as tree

import jsonschema

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent / "db"))
import cluster  # noqa: E402

PUBLIC, ACCEPTED, RECEIVED, COPIES, UNITS = 120, 8, 8, 18, 10050
BASE = "https://gk.example"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ODD_NAME = '=1+1,"<b>&街道办事处'
ODD_TITLE = '<script>alert("题")</script>&amp; \U00020000]]>'


class Sqlite:
    name = "SQLite"

    def __init__(self, folder):
        self.where = str(folder / "gongkai.db")

    def run(self, text):
        db = sqlite3.connect(self.where, timeout=20)
        with db:
            rows = db.execute(text).fetchall()
        db.close()
        return [tuple(str(x) for x in row) for row in rows]


class Postgresql:
    name = "PostgreSQL"

    def __init__(self, server):
        self.where, self.psql = server.address, server.bin / "psql"

    def run(self, text):
        done = subprocess.run([self.psql, "-AtqX", "-v", "ON_ERROR_STOP=1", "-d", self.where, "-c", text],
                              capture_output=True, text=True, check=True)
        return [tuple(line.split("|")) for line in done.stdout.splitlines()]


class Served:
    """with Served(binary, where) as s: s.get("/path") -> (status, headers, bytes)"""

    def __init__(self, binary, where, key):
        self.child = subprocess.Popen([binary, "serve", "--db", where, "--key", key, "--listen",
                                       "127.0.0.1:0", "--base-url", BASE + "/", "--name", "公开<网>"],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = None
        for line in self.child.stdout:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.address = found.group(0)
                break
        assert self.address, "the server did not start"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        assert self.child.wait(60) == 0

    def get(self, path, method="GET"):
        if path.startswith(BASE):
            path = path[len(BASE):]
        request = urllib.request.Request(self.address + path, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as bad:
            return bad.code, bad.headers, bad.read()

    def fetch(self, path, kind):
        status, headers, body = self.get(path)
        assert status == 200, (path, status, body[:200])
        assert headers["Content-Type"].split(";")[0] == kind, (path, headers["Content-Type"])
        return body

    def json(self, path):
        return json.loads(self.fetch(path, "application/json"))

    def memory(self, name):
        """VmHWM, VmRSS … in MiB; None under AddressSanitizer, which keeps what was freed."""
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        size, held = (int(re.search(rf"{x}:\s+(\d+) kB", status).group(1)) for x in ("VmPeak", name))
        return None if size > 1 << 32 else held / 1024

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.child.pid}/clear_refs").write_text("5")


class Description:
    """The OpenAPI document, and answers held against it: nothing missing, nothing it does not name."""

    def __init__(self, document):
        self.document = json.loads(json.dumps(document))
        for schema in self.document["components"]["schemas"].values():
            jsonschema.Draft202012Validator.check_schema(schema)
            if schema.get("properties"):
                schema["additionalProperties"] = False

    def check(self, value, name):
        jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}",
                                         "components": self.document["components"]}).validate(value)


def of_sql(rows):
    return [row[0] for row in rows]


def truth(base):
    """public id -> (unit, year) of what is published."""
    rows = base.run("SELECT f.public_id, u.public_id, f.year FROM filing f JOIN unit u ON u.id = f.unit"
                    " WHERE f.state = 'published'")
    return {row[0]: (row[1], int(row[2])) for row in rows}


def walk(served, path, check):
    """All items from `path` on, page after page."""
    items, pages = [], 0
    while path:
        page = served.json(path)
        check(page)
        items += page["items"]
        path, pages = page["next"], pages + 1
        assert page["items"] or pages == 1, "an empty page was promised"
        assert pages < 200, "the pages do not end"
    return items, pages


def same_once(got, want, what):
    got = list(got)
    assert len(got) == len(set(got)), f"{what}: {len(got) - len(set(got))} twice"
    assert set(got) == set(want), f"{what}: {len(set(want) - set(got))} missing, " \
        f"{len(set(got) - set(want))} that should not be there"


# ---- the tests: each is given the served site, the database and the description -----------------------

def test_description(served, base, api):
    document = api.document
    assert document["openapi"] == "3.1.0" and document["info"]["title"] and document["info"]["version"]
    assert document["servers"] == [{"url": BASE}]
    text = json.dumps(document)
    for name in re.findall(r"#/components/schemas/(\w+)", text):
        assert name in document["components"]["schemas"], name
    for path, item in document["paths"].items():
        assert len(item) == 1, path
        operation = item.get("get") or item["post"]
        assert operation["summary"] and "200" in operation["responses"]
        inside = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert inside == set(re.findall(r"\{(\w+)\}", path)), path
        assert all(p["required"] for p in operation["parameters"] if p["in"] == "path")


def test_every_data_route_is_described(served, base, api):
    printed = subprocess.run([served.child.args[0], "serve", "--print-routes"], capture_output=True,
                             text=True, check=True).stdout
    routes = re.findall(r"^\| GET \| `([^`]+)` \| everybody \|", printed, re.M)
    assert len(routes) > 20
    ids = iter(truth(base))
    for route in routes:
        if route in ("/metrics", "/assets/{name}"):  # for this machine; for pages
            continue
        pieces = {"id": next(ids), "format": "json", "step": "what", "what": "note"}
        path = re.sub(r"\{(\w+)\}", lambda name: pieces[name.group(1)], route)
        kind = served.get(path)[1]["Content-Type"].split(";")[0]
        assert (kind != "text/html") == (route in api.document["paths"]), (route, kind)
        if route in api.document["paths"] and "{format}" not in route and served.get(path)[0] == 200:
            assert kind in api.document["paths"][route]["get"]["responses"]["200"]["content"], route


def test_units(served, base, api):
    items, pages = walk(served, "/api/v1/units", lambda p: api.check(p, "Units"))
    assert pages > 1
    same_once((u["id"] for u in items), of_sql(base.run("SELECT public_id FROM unit")), "units")
    assert ODD_NAME in {u["name"] for u in items}
    above = dict(base.run("SELECT u.public_id, p.public_id FROM unit u JOIN unit p ON p.id = u.parent"))
    assert above and {u["id"]: u["above"] for u in items if u["above"]} == above
    assert sum(u["closed"] for u in items) == 1


def test_reports(served, base, api):
    all_, check = truth(base), lambda p: api.check(p, "Reports")
    items, pages = walk(served, "/api/v1/reports", check)
    assert pages > 1
    same_once((r["id"] for r in items), all_, "reports")
    assert all((r["unit_id"], r["year"]) == all_[r["id"]] for r in items)
    years = [r["year"] for r in items]
    assert years == sorted(years, reverse=True)
    for year in set(years):
        of_year, _ = walk(served, f"/api/v1/reports?year={year}", check)
        same_once((r["id"] for r in of_year), [i for i, x in all_.items() if x[1] == year], year)
    for unit in sorted({x[0] for x in all_.values()})[:5]:
        of_unit, _ = walk(served, f"/api/v1/reports?unit={unit}", check)
        same_once((r["id"] for r in of_unit), [i for i, x in all_.items() if x[0] == unit], unit)


def test_report(served, base, api):
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    blobs = {hashlib.sha256(p.read_bytes()).hexdigest() for p in served.files.iterdir()}
    for number, name in enumerate(truth(base)):
        if number == 25:
            break
        whole = served.json(f"/api/v1/reports/{name}")
        api.check(whole, "WholeReport")
        jsonschema.validate({"file": "", "findings": [], **whole["report"]}, schema)
        assert whole["id"] == name and whole["state"] == "published"
        assert len(whole["versions"]) == 1 and whole["versions"][0]["sha256"] in blobs
        assert len(whole["report"]["cells"]) > 100
        other = served.json(whole["files"]["json"])
        assert {k: v for k, v in other.items() if k not in ("file", "findings")} == whole["report"]
        assert served.get(whole["url"])[0] == 200


def test_what_is_not_public(served, base, api):
    hidden = of_sql(base.run("SELECT public_id FROM filing WHERE state <> 'published'"))
    assert len(hidden) == ACCEPTED + RECEIVED
    for path in [f"/api/v1/reports/{i}" for i in hidden + ["aaaaaaaaaaaa"]] + [
            "/api/v1/reports?unit=aaaaaaaaaaaa", "/api/v1/search?q=a&unit=aaaaaaaaaaaa"]:
        status, _, body = served.get(path)
        api.check(json.loads(body), "Error")
        assert status == 404, path
    for path in ("/api/v1/units?after=-1", "/api/v1/units?after=x", "/api/v1/reports?year=1",
                 "/api/v1/reports?after_year=0", "/api/v1/search?page=101", "/api/v1/search?q=" + "a" * 61,
                 "/sitemap.xml?page=0"):
        status, _, body = served.get(path)
        api.check(json.loads(body), "Error")
        assert status == 400, path
    for path in ("/sitemap.xml?of=reports&page=999999", "/sitemap.xml?of=accounts",
                 "/sitemap.xml?of=units&page=77"):
        assert served.get(path)[0] == 404, path


def test_search(served, base, api):
    want = truth(base)
    word = "%E5%85%AC%E5%BC%80"  # 公开
    items, pages = walk(served, f"/api/v1/search?q={word}", lambda p: api.check(p, "Hits"))
    assert pages > 1
    same_once((r["id"] for r in items), want, "hits")
    assert all("公开" in r["snippet"] for r in items[:20])
    assert served.json(f"/api/v1/search?q={word}")["total"] == len(want)
    unit = next(iter(want.values()))[0]
    items, _ = walk(served, f"/api/v1/search?q={word}&unit={unit}", lambda p: api.check(p, "Hits"))
    same_once((r["id"] for r in items), [i for i, x in want.items() if x[0] == unit], "hits of a unit")
    for path in ("/api/v1/search", "/api/v1/search?q=zzzz", "/api/v1/search?q=%22%2A%28"):
        assert served.json(path) == {"items": [], "next": None, "total": 0, "more": False}


def test_feed(served, base, api):
    feed = tree.fromstring(served.fetch("/feed.atom", "application/atom+xml"))
    assert feed.tag == ATOM + "feed" and feed.find(ATOM + "title").text == "公开<网>"
    entries = feed.findall(ATOM + "entry")
    want = of_sql(base.run("SELECT public_id FROM filing WHERE state = 'published'"
                           " ORDER BY published DESC, id DESC LIMIT 50"))
    assert len(want) == 50
    assert [e.find(ATOM + "id").text for e in entries] == [f"{BASE}/reports/{i}" for i in want]
    updated = [e.find(ATOM + "updated").text for e in entries]
    assert updated == sorted(updated, reverse=True) and feed.find(ATOM + "updated").text == updated[0]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", t) for t in updated)
    for e in entries:
        assert e.find(ATOM + "title").text and e.find(ATOM + "author").find(ATOM + "name").text
        assert e.find(ATOM + "link").get("href") == e.find(ATOM + "id").text
    assert ODD_TITLE in {e.find(ATOM + "title").text for e in entries}


def map_of(served, path):
    """(places, parts) of a map: addresses in it, and addresses of the maps it is an index of."""
    root = tree.fromstring(served.fetch(path, "application/xml"))
    found = [e.text for e in root.iter(MAP + "loc")]
    assert 0 < len(found) <= 50000 and all(x.startswith(BASE) for x in found)
    return ([], found) if root.tag == MAP + "sitemapindex" else (found, [])


def public_pages(base):
    return [f"{BASE}{p}" for p in ("/", "/reports", "/units", "/apply", "/data")] \
        + [f"{BASE}/units/{i}" for i in of_sql(base.run("SELECT public_id FROM unit"))] \
        + [f"{BASE}/reports/{i}" for i in truth(base)]


def test_map(served, base, api):
    places, parts = map_of(served, "/sitemap.xml")
    assert not parts
    same_once(places, public_pages(base), "map")
    for place in places[:6] + places[-6:]:
        assert served.get(place)[0] == 200, place
    robots = served.fetch("/robots.txt", "text/plain").decode()
    assert f"Sitemap: {BASE}/sitemap.xml" in robots


def dumped(served):
    body = served.fetch("/dump/reports.jsonl", "application/jsonl")
    assert body.endswith(b"\n")
    return [json.loads(line) for line in body.decode().splitlines()]


def test_dump_jsonl(served, base, api):
    lines = dumped(served)
    for line in lines:
        api.check(line, "WholeReport")
    same_once((x["id"] for x in lines), truth(base), "dump")
    for line in lines[:3] + lines[-3:]:
        assert line == served.json(line["api_url"])
    assert served.get("/dump/reports.jsonl", "HEAD")[2] == b""


def test_dump_csv(served, base, api):
    body = served.fetch("/dump/reports.csv", "text/csv").decode("utf-8-sig")
    assert body.count("\n") == body.count("\r\n")
    rows = list(csv.DictReader(io.StringIO(body, newline="")))
    same_once((row["id"] for row in rows), truth(base), "dump")
    whole = {x["id"]: x for x in dumped(served)}
    for row in rows:
        cells = whole[row["id"]]["report"]["cells"]
        assert {k: v for k, v in row.items() if "." in k and v} \
            == {k: str(v) for k, v in cells.items() if v is not None}
        assert row["uncertain"].split() == whole[row["id"]]["report"]["uncertain"]
        assert row["unit_id"] == whole[row["id"]]["unit_id"]
        assert row["published"] == whole[row["id"]]["published"][:10]
        assert None not in row and not any((v or "").startswith(tuple("=+@")) for v in row.values())
    assert sum(row["unit"] == "'" + ODD_NAME for row in rows) >= 1


def settle(served, base):
    """Let the server notice that another process wrote."""
    base.run("UPDATE filing_change SET n = n + 1")
    time.sleep(2.5)


def test_withdrawn(served, base, api):
    """Taken back behind the index's back, so that the search finds what nobody may see."""
    name = of_sql(base.run("SELECT public_id FROM filing WHERE state = 'published' ORDER BY id LIMIT 1"))[0]
    assert served.get(f"/api/v1/reports/{name}")[0] == 200
    base.run(f"UPDATE filing SET state = 'withdrawn', withdrawn = 1 WHERE public_id = '{name}'")
    settle(served, base)
    status, _, body = served.get(f"/api/v1/reports/{name}")
    assert status == 404 and "撤下" in json.loads(body)["error"]["message"]
    for path in ("/api/v1/reports", "/api/v1/reports?after_year=2100&after=999999", "/feed.atom",
                 "/sitemap.xml", "/dump/reports.jsonl", "/dump/reports.csv"):
        assert name.encode() not in served.get(path)[2], path
    items, _ = walk(served, "/api/v1/search?q=%E5%85%AC%E5%BC%80", lambda p: api.check(p, "Hits"))
    same_once((r["id"] for r in items), truth(base), "hits")
    base.run(f"UPDATE filing SET state = 'published', withdrawn = 0 WHERE public_id = '{name}'")
    settle(served, base)


# Every report again for other years, with ids far from the others.
COPY = """
INSERT INTO filing (id, public_id, unit, year, state, n_versions, title, n_errors, n_warnings, received,
 published) SELECT {n} * 5000 + id, '{p}' || substr(public_id, 3), unit, year - {n}, state, n_versions, title,
 n_errors, n_warnings, received, published FROM filing WHERE id < 5000
"""
COPY_VERSION = """
INSERT INTO filing_version (filing, number, blob, size, file_name, format, n_errors, n_warnings, received,
 account, pack) SELECT {n} * 5000 + filing, number, blob, size, file_name, format, n_errors, n_warnings,
 received, account, pack FROM filing_version WHERE filing < 5000
"""
MANY_UNITS = """
INSERT INTO unit (public_id, division, name, reversed, kind, closed, added)
 WITH RECURSIVE c (n) AS (SELECT 100001 UNION ALL SELECT n + 1 FROM c WHERE n < {last})
 SELECT 'zz0000' || n, '', '甲' || n, n || '甲', 'other', 0, 0 FROM c
"""


def test_many(served, base, api):
    """Many more: an index of maps, long dumps in even memory, with reports taken back meanwhile."""
    for n in range(1, COPIES + 1):
        for text in (COPY, COPY_VERSION):
            base.run(text.format(n=n, p=f"{n:02}"))
    base.run(MANY_UNITS.format(last=100000 + UNITS))
    settle(served, base)
    places, parts = map_of(served, "/sitemap.xml")
    assert not places and len(set(parts)) == len(parts) > 8
    for part in parts:
        more, none = map_of(served, part)
        assert len(more) <= 10000 and not none
        places += more
    same_once(places, public_pages(base), "map")
    items, _ = walk(served, "/api/v1/reports", lambda p: api.check(p, "Reports"))
    same_once((r["id"] for r in items), truth(base), "reports")
    assert min(r["year"] for r in items) < 2008
    served.forget_peak()
    before = served.memory("VmRSS")
    body = served.fetch("/dump/reports.jsonl", "application/jsonl")
    same_once((json.loads(line)["id"] for line in body.splitlines()), truth(base), "dump")
    after = served.memory("VmHWM")
    assert len(body) > 12 << 20
    assert before is None or after - before < 8, f"{len(body)} bytes dumped took {after - before} MiB"


def test_slow_reader(served, base, api):
    """A report taken back while somebody fetches slowly is not in what comes later."""
    last = of_sql(base.run("SELECT public_id FROM filing WHERE state = 'published' ORDER BY year, id"
                           " LIMIT 1"))[0]
    request = urllib.request.urlopen(served.address + "/dump/reports.jsonl", timeout=60)
    body = request.read(1000)
    base.run(f"UPDATE filing SET state = 'withdrawn' WHERE public_id = '{last}'")
    body += request.read()
    same_once((json.loads(line)["id"] for line in body.splitlines()), truth(base), "dump")
    settle(served, base)


TESTS = [test_description, test_every_data_route_is_described, test_units, test_reports, test_report,
         test_what_is_not_public, test_search, test_feed, test_map, test_dump_jsonl, test_dump_csv,
         test_withdrawn, test_many, test_slow_reader]


def fill(binary, base, folder, key):
    """Reports in three states; some odd texts; a unit above, and a closed one."""
    made = folder / "made"
    subprocess.run([sys.executable, ROOT / "tools" / "make_reports.py", str(PUBLIC + ACCEPTED + RECEIVED),
                    made], check=True, stdout=subprocess.DEVNULL)
    files = sorted(made.iterdir())
    at = 0
    for state, n in (("published", PUBLIC), ("accepted", ACCEPTED), ("received", RECEIVED)):
        done = subprocess.run([binary, "report", "import", "--db", base.where, "--key", key, "--add-units",
                               "--state", state, *files[at:at + n]], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-400:] + done.stderr
        at += n
    odd = "(SELECT unit FROM filing WHERE state = 'published' ORDER BY published DESC, id DESC LIMIT 1)"
    quoted = ODD_NAME.replace("'", "''")
    base.run(f"UPDATE unit SET name = '{quoted}' WHERE id = {odd}")
    base.run(f"UPDATE filing SET title = '{ODD_TITLE}' WHERE unit = {odd}")
    base.run("UPDATE unit SET parent = (SELECT min(id) FROM unit) WHERE id IN (SELECT unit FROM filing"
             " WHERE state = 'accepted')")
    base.run("UPDATE unit SET closed = 1 WHERE id = (SELECT max(id) FROM unit)")
    return made


def main(arguments):
    binary = str(pathlib.Path(arguments[0]).resolve())
    number, bad = 0, 0
    print(f"1..{2 * len(TESTS)}", flush=True)
    with tempfile.TemporaryDirectory() as name, cluster.Cluster() as server:
        for base in (Sqlite(pathlib.Path(name)), Postgresql(server)):
            folder = pathlib.Path(name) / base.name
            folder.mkdir()
            key = str(folder / "ledger.key")
            made = fill(binary, base, folder, key)
            with Served(binary, base.where, key) as served:
                served.files = made
                api = Description(served.json("/api/v1/openapi.json"))
                for test in TESTS:
                    number += 1
                    try:
                        test(served, base, api)
                        print(f"ok {number} - {base.name}: {test.__name__[5:]}", flush=True)
                    except Exception:
                        bad += 1
                        print(f"not ok {number} - {base.name}: {test.__name__[5:]}", flush=True)
                        print("".join("# " + line + "\n" for line
                                      in traceback.format_exc()[-3000:].splitlines()), flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
