package dev.muster.simulations.live.remote;

import dev.muster.scheduler.kube.Api;
import dev.muster.scheduler.kube.Api.Answer;
import dev.muster.scheduler.kube.Loop;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls to an API server whose answers are waited for; not to be used on the loop. */
final class Calls {
  private static final long PATIENCE_SECONDS = 20;

  private final Api api;
  private final Loop loop;

  Calls(Api api, Loop loop) {
    this.api = api;
    this.loop = loop;
  }

  Answer create(Api.Kind kind, Map<String, @Nullable Object> object) {
    return answer(then -> api.create(kind, "", object, then));
  }

  Answer get(Api.Ref ref) {
    return answer(then -> api.get(ref, then));
  }

  private Answer answer(Consumer<Consumer<Answer>> call) {
    return await(call)
        .orElse(new Answer.Unknown("no answer within " + PATIENCE_SECONDS + " seconds"));
  }

  Api.Listing list(Api.Kind kind, String labelSelector) {
    return await((Consumer<Api.Listing> then) -> api.list(kind, "", labelSelector, then))
        .orElse(new Api.Listing.Failed(new Answer.Unknown("no answer in time")));
  }

  /** Whether there is such a kind; not if that cannot be found out. */
  boolean serves(String apiVersion, String kind) {
    return await((Consumer<Optional<Api.Kind>> then) -> api.resolve(apiVersion, kind, then))
        .flatMap(found -> found)
        .isPresent();
  }

  private <T> Optional<T> await(Consumer<Consumer<T>> call) {
    var answer = new CompletableFuture<T>();
    loop.post(() -> call.accept(answer::complete));
    try {
      return Optional.of(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
