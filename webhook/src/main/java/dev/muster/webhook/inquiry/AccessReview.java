package dev.muster.webhook.inquiry;

import dev.muster.scheduler.kube.Api;
import dev.muster.webhook.decide.Answer;
import dev.muster.webhook.decide.Question.MayCreate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The API server's own answer to what somebody may do: a SubjectAccessReview and its outcome. */
final class AccessReview {
  static final Api.Kind KIND =
      new Api.Kind("authorization.k8s.io", "v1", "subjectaccessreviews", false);

  private AccessReview() {}

  static Map<String, @Nullable Object> of(MayCreate question) {
    var attributes = new LinkedHashMap<String, @Nullable Object>();
    attributes.put("namespace", question.namespace());
    attributes.put("verb", "create");
    attributes.put("group", question.place().group());
    attributes.put("version", question.place().version());
    attributes.put("resource", question.place().plural());
    var user = question.user();
    var spec = new LinkedHashMap<String, @Nullable Object>();
    spec.put("user", user.name());
    if (!user.uid().isEmpty()) {
      spec.put("uid", user.uid());
    }
    spec.put("groups", List.copyOf(user.groups()));
    spec.put("extra", new LinkedHashMap<>(user.extra()));
    spec.put("resourceAttributes", attributes);
    var review = new LinkedHashMap<String, @Nullable Object>();
    review.put("apiVersion", KIND.apiVersion());
    review.put("kind", "SubjectAccessReview");
    review.put("spec", spec);
    return review;
  }

  /** Only what is said to be allowed is. */
  static Answer outcome(Api.Answer answer) {
    return switch (answer) {
      case Api.Answer.Done done ->
          Answer.of(
              done.object().get("status") instanceof Map<?, ?> status
                  && Boolean.TRUE.equals(status.get("allowed")));
      case Api.Answer.Refused refused -> new Answer.Unknown(refused.message());
      case Api.Answer.Unknown unknown -> new Answer.Unknown(unknown.problem());
    };
  }
}
