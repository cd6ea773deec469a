"""Pushes and their commits: hashed addresses, and trailers of people and of AI."""

from sample.stage import Stage
from sample.world import Person, Repo, noreply

# How an AI's help is told, and how often.
HELP = (
    ("Co-authored-by: Claude <noreply@anthropic.com>", 6),
    ("Co-authored-by: Copilot <{copilot}>", 4),
    ("Assisted-by: Claude <noreply@anthropic.com>", 2),
    ("Assisted-by: Codex <noreply@openai.com>", 1),
    ("Generated-by: Claude <noreply@anthropic.com>", 1),
)
AT_MOST = 20  # commits that the archive lists of a push


def push(
    stage: Stage, repo: Repo, pusher: Person, author: Person, subject: str, sha: str, count: int, seen_by: list[Person]
) -> None:
    """A push to the main branch of what somebody wrote; a robot's is a merge commit on top, others' are squashed."""
    commits = []
    if repo.project.prow:
        commits = [
            _commit(stage, repo, author, f"{subject} {part}", stage.sha(), seen_by) for part in range(1, count + 1)
        ]
    merged = pusher if commits else author
    message = f"Merge pull request: {subject}" if commits else subject
    commits.append(_commit(stage, repo, merged, message, sha, seen_by))
    listed = commits[-AT_MOST:]
    payload = {
        "repository_id": repo.repo_id,
        "push_id": stage.thing(),
        "size": len(commits),
        "distinct_size": len(commits),
        "ref": "refs/heads/main",
        "head": sha,
        "before": repo.head,
        "commits": listed,
    }
    repo.head = sha
    stage.emit("PushEvent", repo, pusher, payload)


def _commit(stage: Stage, repo: Repo, author: Person, subject: str, sha: str, seen_by: list[Person]) -> dict:
    trailers = []
    if not author.machine:
        if repo.project.prow or repo.owner in ("cilium", "helm", "etcd-io"):
            trailers.append(f"Signed-off-by: {_signed(stage, author)}")
        if stage.chance(0.03) and repo.project:
            trailers.append(f"Co-authored-by: {_signed(stage, stage.cast.member(repo))}")
        trailers += [f"Reviewed-by: {_signed(stage, one)}" for one in seen_by if stage.chance(0.08)]
        trailers += _help(stage, author)
    message = "\n\n".join([subject, *(["\n".join(trailers)] if trailers else [])])
    return {
        "sha": sha,
        "author": {"email": author.address(stage.day), "name": author.name},
        "message": message,
        "distinct": True,
        "url": f"https://api.github.com/repos/{repo.full_name}/commits/{sha}",
    }


def _signed(stage: Stage, person: Person) -> str:
    return f"{person.name} <{person.address(stage.day)}>"


def _help(stage: Stage, author: Person) -> list[str]:
    """More people say so as time goes on, some always, some never."""
    if not stage.chance(author.tool * (0.06 + 0.75 * stage.progress**1.4)):
        return []
    lines, weights = zip(*HELP, strict=True)
    return [stage.random.choices(lines, weights)[0].format(copilot=noreply(stage.world.agents[0]))]
