"""Types of the numbers that name rows, so that one kind of id cannot be passed for another."""

from typing import NewType

PersonId = NewType("PersonId", int)
ConsentId = NewType("ConsentId", int)
VersionId = NewType("VersionId", int)
EnrollmentId = NewType("EnrollmentId", int)
DeliveryId = NewType("DeliveryId", int)
CheckInId = NewType("CheckInId", int)
StopId = NewType("StopId", int)
