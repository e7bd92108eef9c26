package dev.muster.simulations.live.http;

import dev.muster.simulations.live.store.AccessQuestion;
import dev.muster.simulations.live.store.Options;
import dev.muster.simulations.live.store.Requester;
import dev.muster.simulations.live.store.Store;
import java.util.Locale;

/**
 * Holds calls to what the stored roles and bindings allow those who make them. Confined to the
 * loop.
 */
final class Access {
  private static final String ACCOUNT = "system:serviceaccount:";

  private final Store store;
  private final Accounts accounts;

  Access(Store store, Accounts accounts) {
    this.store = store;
    this.accounts = accounts;
  }

  /**
   * Refuses with 401 a caller whose token does not hold any more, and with 403 what the caller may
   * not do, or in whose name he may not do it.
   */
  void check(Call call) {
    accounts.check(call.caller());
    call.caller().behind().ifPresent(behind -> checkImpersonation(behind, call.requester()));
    require(call.requester(), question(call));
  }

  private void checkImpersonation(Requester behind, Requester other) {
    var parts = other.name().split(":", -1);
    boolean account = other.name().startsWith(ACCOUNT) && parts.length == 4;
    require(
        behind,
        account
            ? impersonation("", "serviceaccounts", "", parts[2], parts[3])
            : impersonation("", "users", "", "", other.name()));
    for (var group : other.groups()) {
      if (!Requester.named(other.name()).in(group)) {
        require(behind, impersonation("", "groups", "", "", group));
      }
    }
    if (!other.uid().isEmpty()) {
      require(behind, impersonation("authentication.k8s.io", "uids", "", "", other.uid()));
    }
    other
        .extra()
        .forEach((key, values) ->
            values.forEach(value ->
                require(
                    behind, impersonation("authentication.k8s.io", "userextras", key, "", value))));
  }

  private static AccessQuestion impersonation(
      String group, String resource, String part, String namespace, String name) {
    return new AccessQuestion("impersonate", group, resource, part, namespace, name, "");
  }

  private static AccessQuestion question(Call call) {
    var address = ApiPath.of(call.path());
    if (address.isEmpty()) {
      return AccessQuestion.path(call.method().toLowerCase(Locale.ROOT), call.path());
    }
    var path = address.get();
    var verb = verb(call, !path.name().isEmpty());
    return new AccessQuestion(
        verb,
        path.group(),
        path.plural(),
        path.subresource(),
        path.namespace(),
        path.name().isEmpty() ? selectedName(call, verb) : path.name(),
        "");
  }

  /** Whoever may see one object may list and watch what is of that name alone. */
  private static String selectedName(Call call, String verb) {
    boolean selects = verb.equals("list") || verb.equals("watch");
    return selects
        ? Options.NONE.withFieldSelector(call.query("fieldSelector")).selectedName()
        : "";
  }

  private static String verb(Call call, boolean named) {
    return switch (call.method()) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> named ? "delete" : "deletecollection";
      default -> call.flag("watch") ? "watch" : named ? "get" : "list";
    };
  }

  private void require(Requester requester, AccessQuestion question) {
    var answer = store.authorize(requester, question);
    if (!answer.allowed()) {
      throw forbidden(requester, question);
    }
  }

  private static Refusal forbidden(Requester requester, AccessQuestion question) {
    if (!question.path().isEmpty()) {
      return Refusal.forbidden(
          "forbidden: User \"%s\" cannot %s path \"%s\""
              .formatted(requester.name(), question.verb(), question.path()),
          Discovery.tree());
    }
    var qualified =
        question.resource() + (question.group().isEmpty() ? "" : "." + question.group());
    var message =
        "%s%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
            .formatted(
                qualified,
                question.name().isEmpty() ? "" : " \"" + question.name() + "\"",
                requester.name(),
                question.verb(),
                question.fullResource(),
                question.group(),
                question.namespace().isEmpty()
                    ? "at the cluster scope"
                    : "in the namespace \"" + question.namespace() + "\"");
    var details = Views.object(Discovery.tree("kind", question.resource()));
    if (!question.group().isEmpty()) {
      details.put("group", question.group());
    }
    if (!question.name().isEmpty()) {
      details.put("name", question.name());
    }
    return Refusal.forbidden(message, details);
  }
}
