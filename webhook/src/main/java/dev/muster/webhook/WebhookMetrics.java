package dev.muster.webhook;

import dev.muster.webhook.http.AnswerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What the dashboards read of the webhook. No label carries anything of a request. */
final class WebhookMetrics implements AnswerListener {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final Counter unusable;

  /**
   * @param leading whether a scheduler leads
   * @param expiry when the certificate ends, in epoch milliseconds
   * @param alarm whether that is so soon that something is wrong
   */
  WebhookMetrics(
      String version, BooleanSupplier leading, LongSupplier expiry, BooleanSupplier alarm) {
    Gauge.builder("muster_webhook_scheduler_leads", () -> leading.getAsBoolean() ? 1 : 0)
        .register(registry);
    Gauge.builder(
            "muster_webhook_certificate_expiry_timestamp_seconds",
            () -> expiry.getAsLong() / 1000.0)
        .register(registry);
    Gauge.builder("muster_webhook_certificate_alarm", () -> alarm.getAsBoolean() ? 1 : 0)
        .description(
            "1 if the certificate that is served with ends so soon that something is wrong")
        .register(registry);
    unusable =
        Counter.builder("muster_webhook_certificate_unusable")
            .description("How often something stood in the certificate's Secret that will not do")
            .register(registry);
    Info.builder()
        .name("muster_build_info")
        .labelNames("version")
        .register(registry.getPrometheusRegistry())
        .addLabelValues(version);
  }

  /** Something stands in the certificate's Secret that will not do. */
  void onUnusable() {
    unusable.increment();
  }

  @Override
  public void onAnswer(String path, int code, Outcome outcome, long nanos) {
    Timer.builder("muster_webhook_request_duration_seconds")
        .tags("path", path, "code", "" + code, "outcome", outcome.name().toLowerCase(Locale.ROOT))
        .publishPercentileHistogram()
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  String scrape() {
    return registry.scrape();
  }
}
