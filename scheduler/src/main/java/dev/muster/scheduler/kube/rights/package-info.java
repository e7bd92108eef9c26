/** Who may create what: access reviews, and who submitted a gang. */
@NullMarked
package dev.muster.scheduler.kube.rights;

import org.jspecify.annotations.NullMarked;
