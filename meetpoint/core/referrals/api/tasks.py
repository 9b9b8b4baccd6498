"""The addresses of follow-up tasks."""

from uuid import UUID

from ninja import Query, Router, Status

from meetpoint.core.api.door.entry import ApiRequest
from meetpoint.core.api.offer.pages import cut, newest_first
from meetpoint.core.api.offer.places import site_called
from meetpoint.core.api.offer.scopes import scope
from meetpoint.core.api.offer.shapes import Rows, Stored
from meetpoint.core.consent import reads
from meetpoint.core.consent.reads import let_out
from meetpoint.core.referrals import actions, permissions, queries
from meetpoint.core.referrals.api.reading import OURS, participant_id_of, task_for
from meetpoint.core.referrals.api.shapes import TaskBody, TaskFilter, TaskShape
from meetpoint.core.referrals.models import FollowUpTask

router = Router()


@router.get("/tasks", response=Rows[TaskShape], summary="List follow-up tasks, the last due first")
@scope(permissions.VIEW_TASKS)
def list_tasks(request: ApiRequest, asked: Query[TaskFilter]) -> Rows[TaskShape]:
    rows = queries.tasks_of(request.actor)
    if asked.site is not None:
        rows = rows.filter(site__slug=asked.site)
    if asked.done is not None:
        rows = rows.filter(done_at__isnull=not asked.done)
    found = cut(reads.told(request, rows, scope=OURS), asked, newest_first("due_on"))
    people = [row.participant_id for row in found.rows]
    let_out(request, "tasks", rows=len(found.rows), people=people, scope=OURS)
    return Rows(items=[_shape(task) for task in found.rows], next=found.next)


@router.post("/tasks", response={201: Stored}, summary="Promise to follow up")
@scope(permissions.CHANGE_TASKS)
def add_task(request: ApiRequest, said: TaskBody) -> Status[Stored]:
    by = request.actor
    request.replayed = FollowUpTask.objects.of(by).filter(uid=said.uid).exists()
    task = actions.add_task(
        uid=said.uid,
        site_id=site_called(said.site, by=by).pk,
        what=said.what,
        due_on=said.due_on,
        participant_id=participant_id_of(said.participant, request),
        priority=said.priority,
        by=by,
    )
    return Status(201, Stored(uid=task.uid))


@router.post("/tasks/{uuid:uid}/finish", response={204: None}, summary="Mark a task as done")
@scope(permissions.CHANGE_TASKS)
def finish_task(request: ApiRequest, uid: UUID) -> Status[None]:
    task_for(request, uid, may=permissions.CHANGE_TASKS)
    actions.finish_task(uid, by=request.actor)
    return Status(204, None)


@router.post("/tasks/{uuid:uid}/reopen", response={204: None}, summary="Take back that a task was done")
@scope(permissions.CHANGE_TASKS)
def reopen_task(request: ApiRequest, uid: UUID) -> Status[None]:
    task_for(request, uid, may=permissions.CHANGE_TASKS)
    actions.reopen_task(uid, by=request.actor)
    return Status(204, None)


def _shape(task: FollowUpTask) -> TaskShape:
    return TaskShape(
        uid=task.uid,
        site=task.site.slug,
        about=task.about,
        what=task.what,
        priority=task.priority,
        referral=task.referral.uid if task.referral else None,
        due_on=task.due_on,
        done_at=task.done_at,
    )
