"""Puts the topic stores of one connection together."""

from storage.sql import Connection, Sql
from storage.topics.changes import SqlChanges
from storage.topics.check_ins import SqlCheckIns
from storage.topics.consents import SqlConsents
from storage.topics.conversations import SqlConversations
from storage.topics.deliveries import SqlDeliveries
from storage.topics.dues import SqlDues
from storage.topics.enrollments import SqlEnrollments
from storage.topics.meta import SqlMeta
from storage.topics.owed_answers import SqlOwedAnswers
from storage.topics.people import SqlPeople
from storage.topics.picture_refs import SqlPictureRefs
from storage.topics.runs import SqlRuns
from storage.topics.safety_stops import SqlSafetyStops
from storage.topics.seen_updates import SqlSeenUpdates
from storage.topics.versions import SqlVersions


class SqlTx:
    """Fulfils `Tx`; one serves all transactions of its connection, one after another."""

    def __init__(self, connection: Connection) -> None:
        sql = Sql(connection)
        self.forget = sql.forget
        self.let_go = sql.let_go
        self.people = SqlPeople(sql)
        self.consents = SqlConsents(sql)
        self.conversations = SqlConversations(sql)
        self.versions = SqlVersions(sql)
        self.enrollments = SqlEnrollments(sql)
        self.runs = SqlRuns(sql)
        self.check_ins = SqlCheckIns(sql)
        self.safety_stops = SqlSafetyStops(sql)
        self.dues = SqlDues(sql)
        self.deliveries = SqlDeliveries(sql)
        self.changes = SqlChanges(sql)
        self.seen_updates = SqlSeenUpdates(sql)
        self.owed_answers = SqlOwedAnswers(sql)
        self.picture_refs = SqlPictureRefs(sql)
        self.meta = SqlMeta(sql)
