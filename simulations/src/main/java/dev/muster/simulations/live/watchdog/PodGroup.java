package dev.muster.simulations.live.watchdog;

import dev.muster.simulations.live.objects.Amounts;
import dev.muster.simulations.live.objects.Eligibility;

/**
 * Equal pods of a gang, as the observer works them out from the gang's templates.
 *
 * @param name as in the promise, {@code 0.head}
 * @param each what one pod takes, its pod slot included
 */
record PodGroup(
    String name, int count, Amounts each, Eligibility eligibility, String priorityClass) {}
