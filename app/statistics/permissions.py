"""Who reads the national figures, and who sees them institution by institution."""

from app.accounts.permissions import at_centre, is_known

GRANTS = {
    "statistics.national": ((is_known,),),
    "statistics.trace": ((at_centre,),),
}
