package dev.muster.simulations.live.store;

/**
 * Holds submitted writes to those rights that nobody can ask for before it is known what a write
 * does.
 */
final class Rights {
  private final Authorizer authorizer;
  private final Escalation escalation;

  Rights(Authorizer authorizer, Database database) {
    this.authorizer = authorizer;
    this.escalation = new Escalation(authorizer, database);
  }

  /** Refuses with 403. */
  void check(Attempt attempt) {
    var requester = attempt.request().requester();
    if (requester.name().isEmpty() || requester.in(Requester.MASTERS)) {
      return;
    }
    escalation.check(attempt);
    checkCreation(attempt);
  }

  /** Whoever writes over nothing creates, and must be allowed to. */
  private void checkCreation(Attempt attempt) {
    var request = attempt.request();
    boolean creates = attempt.operation() == Attempt.Operation.CREATE;
    if (!creates || request.verb() == Verb.CREATE) {
      return;
    }
    var type = request.type();
    var question =
        new AccessQuestion(
            "create", type.group(), type.plural(), "", attempt.namespace(), attempt.name(), "");
    if (!authorizer.decide(request.requester(), question).allowed()) {
      var why =
          "User \"%s\" cannot create resource \"%s\" in API group \"%s\" %s"
              .formatted(request.user(), type.plural(), type.group(), place(attempt));
      throw Statuses.forbidden(type, attempt.name(), why);
    }
  }

  private static String place(Attempt attempt) {
    return attempt.namespace().isEmpty()
        ? "at the cluster scope"
        : "in the namespace \"" + attempt.namespace() + "\"";
  }
}
