"""What happens besides issues and pull requests: stars, forks, branches, releases, wiki pages, direct pushes."""

from sample import objects, texts
from sample.commits import push
from sample.rhythm import DAY, stamp
from sample.stage import Life, Stage
from sample.world import Person, Repo


def star(stage: Stage, repo: Repo) -> None:
    """Somebody likes it."""
    repo.stars += 1
    stage.emit("WatchEvent", repo, stage.cast.gazer(repo), {"action": "started"})


def fork(stage: Stage, repo: Repo, person: Person) -> None:
    """Somebody copies it."""
    if repo.forked.get(person.person_id):
        return
    repo.forks += 1
    repo.forked[person.person_id] = identifier = stage.thing()
    stage.emit(
        "ForkEvent", repo, person, {"forkee": objects.fork(repo, person, identifier, stage.now) | {"public": True}}
    )


def direct_push(stage: Stage, repo: Repo, person: Person) -> None:
    """A commit without a pull request."""
    push(stage, repo, person, person, texts.change(stage.random)[1], stage.sha(), 0, [])


def branch(stage: Stage, repo: Repo, person: Person) -> Life:
    """A branch that is created, and deleted some days later."""
    ref = {"ref": f"topic-{stage.random.randrange(10_000)}", "ref_type": "branch"}
    more = {"master_branch": "main", "description": None, "pusher_type": "user"}
    stage.emit("CreateEvent", repo, person, ref | more)
    yield stage.turn(person, 60.0)
    stage.emit("DeleteEvent", repo, person, ref | {"pusher_type": "user"})


def wiki(stage: Stage, repo: Repo, person: Person) -> None:
    """A page of the wiki is written or changed."""
    title = stage.random.choice(("Home", "FAQ", "Release process", "Meetings"))
    action = "edited" if stage.chance(0.8) else "created"
    page = {"page_name": title.replace(" ", "-"), "title": title, "summary": None, "action": action}
    page |= {"sha": stage.sha(), "html_url": f"{objects.WEB}/{repo.full_name}/wiki"}
    stage.emit("GollumEvent", repo, person, {"pages": [page]})


def commit_comment(stage: Stage, repo: Repo, person: Person) -> None:
    """A comment on the newest commit."""
    page = f"{objects.WEB}/{repo.full_name}/commit/{repo.head}"
    body = stage.random.choice(texts.REMARKS)
    comment = objects.comment(page, "commitcomment-", stage.thing(), repo, person, stage.now, body)
    comment |= {"commit_id": repo.head, "position": None, "line": None, "path": None}
    stage.emit("CommitCommentEvent", repo, person, {"comment": comment})


def member(stage: Stage, repo: Repo, person: Person) -> None:
    """Somebody may push from now on."""
    payload = {"member": objects.user(stage.cast.member(repo)), "action": "added"}
    stage.emit("MemberEvent", repo, person, payload)


def releases(stage: Stage, repo: Repo) -> Life:
    """Minor releases with a candidate before and patches after them, for as long as the repository lives."""
    every = repo.project.every
    yield stage.soon(0, every * DAY)
    while True:
        repo.minor, repo.patch = repo.minor + 1, 0
        title = f"v1.{repo.minor + 1}" if repo.project.prow else f"next-{repo.minor + 1}"
        repo.milestone = objects.milestone(repo, stage.thing(), repo.minor + 1, title, stage.now)
        if every > 50:
            yield from _release(stage, repo, "-rc.1")
            yield stage.soon(6 * DAY, 8 * DAY)
        yield from _release(stage, repo)
        for _ in range(every // 30):
            yield stage.soon(18 * DAY, 26 * DAY)
            repo.patch += 1
            yield from _release(stage, repo)
        yield stage.soon(DAY * (every // 4), DAY * (every // 2))


def _release(stage: Stage, repo: Repo, suffix: str = "") -> Life:
    manager = stage.cast.reviewer(repo, stage.world.agents[0])
    yield stage.turn(manager, 2.0)
    tag = repo.project.tag.format(repo.minor, repo.patch) + suffix
    create = {"ref_type": "tag", "master_branch": "main", "description": None, "pusher_type": "user"}
    stage.emit("CreateEvent", repo, manager, {"ref": tag} | create)
    robot = stage.world.bots["github-actions[bot]"]
    who = robot if stage.chance(0.4) else manager
    yield stage.soon(300, 3000)
    links = {"url": f"{objects.API}/repos/{repo.full_name}/releases/{stage.thing()}"}
    release = {"id": stage.thing(), "author": objects.user(who), "tag_name": tag, "target_commitish": "main"}
    times = {"created_at": stamp(stage.now), "published_at": stamp(stage.now)}
    more = {"name": tag, "draft": False, "prerelease": bool(suffix), "assets": [], "body": f"Changes of {tag}."}
    stage.emit("ReleaseEvent", repo, who, {"action": "published", "release": links | release | more | times})
